/**
 * Known values of which any characters were escaped: in URLs, JSON, HTML, literals of programs and of SQL, in CSV, and once
 * more within each other. A writer is free to escape more than it must, and in digits of either case, so the text is read and
 * not the value written. What it costs grows with the text, hardly with the values. Pure.
 */

/** Where one of the values stands: the text from its first character, escaped or not, to its last. */
export interface Escaped {
  /** Its position among the values. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** A URL within a URL within JSON is read so. */
const MOST_LAYERS = 4;
const SHORTEST = 6;

const ESCAPE =
  /%[0-9a-f]{2}|\\(?:u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|x[0-9a-f]{2}|[\\"'/nrt])|&#(?:x[0-9a-f]{1,9}|\d{1,9});|&(?:amp|lt|gt|quot|apos|sol|nbsp);|""|''/gi;
const MAY_BE_ESCAPED = /%[0-9a-f]{2}|\\[ux\\"'/nrt]|&#?\w{1,9};|""|''/i;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  nbsp: '\u00a0',
};
const AFTER_BACKSLASH: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', N: '\n', R: '\r', T: '\t' };

/** Where these values stand in an escaped form, a part of the text once; of two that begin alike, the first of `values` is meant. */
export function escapedOut(text: string, values: readonly string[]): Escaped[] {
  if (values.length === 0 || !MAY_BE_ESCAPED.test(text)) return [];
  const needles = values.flatMap(needlesOf);
  const found: Escaped[] = [];
  const layers: Layer[] = [];
  for (let said = text; layers.length < MOST_LAYERS && MAY_BE_ESCAPED.test(said); ) {
    const layer = read(said);
    layers.unshift(layer);
    said = layer.text;
    for (const { index, wanted } of needles)
      for (let at = said.indexOf(wanted); at >= 0; at = said.indexOf(wanted, at + wanted.length)) {
        let place = { from: at, to: at + wanted.length };
        for (const each of layers) place = originOf(place, each);
        if (!found.some(({ from, to }) => place.from < to && place.to > from)) found.push({ index, ...place });
      }
  }
  return found.sort((a, b) => a.from - b.from);
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** What a text says, and where each of its escapes stood: `at` and `length` in what it says, `from` and `to` in the text. */
interface Layer {
  readonly text: string;
  readonly escapes: readonly {
    readonly at: number;
    readonly length: number;
    readonly from: number;
    readonly to: number;
  }[];
}

function read(text: string): Layer {
  const parts: string[] = [];
  const escapes: { at: number; length: number; from: number; to: number }[] = [];
  let done = 0;
  let at = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const said = saidBy(match[0]);
    if (said === null) continue;
    const to = match.index + match[0].length;
    parts.push(text.slice(done, match.index), said);
    at += match.index - done;
    escapes.push({ at, length: said.length, from: match.index, to });
    at += said.length;
    done = to;
  }
  parts.push(text.slice(done));
  return { text: parts.join(''), escapes };
}

/** A byte is the character of its number; null for a number that is of no character. */
function saidBy(written: string): string | null {
  const [first, second = ''] = written;
  if (first === '"' || first === "'") return first;
  if (first === '&' && second !== '#') return NAMED[written.slice(1, -1).toLowerCase()] ?? null;
  if (first === '\\' && !/[ux]/i.test(second)) return AFTER_BACKSLASH[second] ?? second;
  const [, isHex = first === '%' || first === '\\' ? 'x' : '', digits = ''] =
    /^(?:%|\\[ux]\{?|&#(x)?)0*([0-9a-f]*)/i.exec(written) ?? [];
  const code = Number.parseInt(digits || '0', isHex === '' ? 10 : 16);
  return code > 0x10ffff ? null : String.fromCodePoint(code);
}

function originOf({ from, to }: Place, { escapes }: Layer): Place {
  const first = lastAtOrBefore(escapes, from);
  const last = lastAtOrBefore(escapes, to - 1);
  return {
    from: !first ? from : from < first.at + first.length ? first.from : first.to + from - first.at - first.length,
    to: !last ? to : to - 1 < last.at + last.length ? last.to : last.to + to - last.at - last.length,
  };
}

function lastAtOrBefore(escapes: Layer['escapes'], at: number): Layer['escapes'][number] | undefined {
  let [low, high] = [0, escapes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((escapes[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return escapes[low - 1];
}

/** In characters and in bytes, each with spaces as forms write them too. */
function needlesOf(value: string, index: number): { index: number; wanted: string }[] {
  if (value.length < SHORTEST) return [];
  const bytes = Buffer.from(value).toString('latin1');
  const texts = [value, bytes].flatMap((text) => [text, text.replaceAll(' ', '+')]);
  return [...new Set(texts)].map((wanted) => ({ index, wanted }));
}
