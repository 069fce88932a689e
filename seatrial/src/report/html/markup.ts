/**
 * HTML that cannot be broken by what it shows: in `html` templates every text and number is escaped, and only `Markup`
 * passes as it is. Evidence holds names and messages chosen by the system under test; none of them is ever markup.
 */
export class Markup {
  readonly text: string;

  /** Trusted as it is: never built from evidence. */
  constructor(text: string) {
    this.text = text;
  }
}

export type Value = string | number | Markup | null | readonly Value[];

/** A template whose values are escaped; null shows nothing, arrays are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    parts.map((part, index) => part + (index < values.length ? textOf(values[index] ?? null) : '')).join(''),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return String(value)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
