/**
 * Writes the XML of S3's answers. `leaf` escapes its text, `branch` takes finished children, `document` adds the prolog
 * and the namespace. Nothing else builds XML, so no key can ever break out of its element.
 */
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** `<name>text</name>`; characters that XML cannot carry plainly become references. */
export function leaf(name: string, text: string | number | boolean): string {
  return `<${name}>${typeof text === 'string' ? escapeText(text) : text}</${name}>`;
}

/** `<name>children</name>`; children come from `leaf` and `branch`. */
export function branch(
  name: string,
  children: readonly string[],
  attributes?: Readonly<Record<string, string>>,
): string {
  return `<${name}${attributes === undefined ? '' : attributesText(attributes)}>${children.join('')}</${name}>`;
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeText(value)}"`)
    .join('');
}

/** A whole document with S3's namespace on the root (errors carry none). */
export function document(root: string, children: readonly string[], options = { namespaced: true }): string {
  const attribute = options.namespaced ? ` xmlns="${NAMESPACE}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children.join('')}</${root}>`;
}

/** S3's ISO time, milliseconds included. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys may hold control characters, and they must be escaped
  return text.replace(/[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g, (character) => {
    return names[character] ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}
