/**
 * Known values that were written an item a byte or an item a character, as programs print buffers, arrays and dumps of memory:
 * `<Buffer 6b 48>`, `6b:48`, `[107, 72]`, `[107 72]`, `['k', 'H']`. How items are parted differs too much for fixed texts, so
 * lists are found first, whatever they hold, and then read. What it costs grows with the text, hardly with the values. Pure.
 */

/** Where one of the values stands: the text from its first item to its last. */
export interface SpelledOut {
  /** Its position among the values. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** A shorter list holds no value that is looked for. */
const FEWEST_ITEMS = 6;
/** A longer list is read in parts: what a regular expression may hold in mind is limited. */
const MOST_ITEMS = 20_000;
/** Node prints no more bytes of a buffer. */
const SHOWN_BYTES = 50;

interface Form {
  readonly list: RegExp;
  /** The first group is an item; what matches without it is none. */
  readonly item: RegExp;
  /** What an item says: a byte as the character of its number, or a character. */
  readonly read: (item: string) => string;
  readonly ofBytes: boolean;
}

const BETWEEN = String.raw`[\s,;]{1,24}`;
/** From row to row of a dump: the text at the right of one, the offset at the left of the next. */
const NEXT_ROW = String.raw`\s{2}\|?[^\n]{16}\|?\n[0-9a-f]{7,8}:?\s{1,2}`;
const CHARACTER = String.raw`\\?'\\?[^\n]\\?'|\\?"\\?[^\n]\\?"|[^\s,;]`;
const MORE = `{${FEWEST_ITEMS - 1},${MOST_ITEMS}}`;

function listOf(item: string, between: string, more = MORE, flags = 'gi'): RegExp {
  return new RegExp(`${item}(?:${between}${item})${more}`, flags);
}

const FORMS: readonly Form[] = [
  {
    list: listOf(
      String.raw`(?:0x|\\x)?(?:[0-9a-f]{2}){1,4}`,
      String.raw`(?:[:-]|(?=\\x)|${BETWEEN}|${NEXT_ROW})`,
      `{1,${MOST_ITEMS}}`,
    ),
    item: new RegExp(String.raw`${NEXT_ROW}|0x|\\x|([0-9a-f]{2})`, 'gi'),
    read: (item) => String.fromCharCode(Number.parseInt(item, 16)),
    ofBytes: true,
  },
  {
    list: listOf(String.raw`(?<![\d.])-?\d{1,3}`, String.raw`${BETWEEN}(?:"\d{1,5}":\s?)?`),
    item: /"\d{1,5}":|(-?\d{1,3})/g,
    read: (item) => String.fromCharCode((Number(item) + 256) % 256),
    ofBytes: true,
  },
  {
    list: listOf(`(?:${CHARACTER})`, BETWEEN, MORE, 'gu'),
    item: new RegExp(`(${CHARACTER})`, 'gu'),
    read: (item) => (item.length < 3 ? item : item.replace(/^\\?["']\\?|\\?["']$/g, '') || '\\'),
    ofBytes: false,
  },
];

/** Where these values stand item by item, a part of the text once; of two that begin alike, the first of `values` is meant. */
export function spelledOut(text: string, values: readonly string[]): SpelledOut[] {
  return values.length === 0 ? [] : FORMS.flatMap((form) => inForm(form, text, values));
}

function inForm(form: Form, text: string, values: readonly string[]): SpelledOut[] {
  let needles: readonly Needle[] | null = null;
  const found: SpelledOut[] = [];
  for (const { 0: list, index: at } of text.matchAll(form.list)) {
    needles ??= values.flatMap((value, index) => needlesOf(value, index, form.ofBytes));
    found.push(...inList(form, list, at, needles));
  }
  return found;
}

function inList(form: Form, list: string, at: number, needles: readonly Needle[]): SpelledOut[] {
  const said = lettersIn(form, list).join('');
  const found: SpelledOut[] = [];
  for (const { index, text, rest } of needles) {
    for (let start = said.indexOf(text); start >= 0; start = said.indexOf(text, start + text.length)) {
      let last = start + text.length - 1;
      for (const letter of rest) if (said[last + 1] === letter) last++;
      const { from, to } = placeOf(form, list, start, last);
      if (!found.some((other) => at + from < other.to && at + to > other.from))
        found.push({ index, from: at + from, to: at + to });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function lettersIn({ item, read }: Form, list: string): string[] {
  const letters: string[] = [];
  item.lastIndex = 0;
  for (let match = item.exec(list); match !== null; match = item.exec(list))
    if (match[1] !== undefined) letters.push(read(match[1]));
  return letters;
}

/** From the item of one letter to that of another: looked for only where something was found. */
function placeOf({ item, read }: Form, list: string, first: number, last: number): { from: number; to: number } {
  let letters = 0;
  let from = 0;
  for (const match of list.matchAll(item)) {
    if (match[1] === undefined) continue;
    const before = letters;
    letters += read(match[1]).length;
    if (before <= first) from = match.index;
    if (letters > last) return { from, to: match.index + match[0].length };
  }
  return { from, to: list.length };
}

interface Needle {
  readonly index: number;
  readonly text: string;
  /** What may follow, as far as it was printed. */
  readonly rest: string;
}

function needlesOf(value: string, index: number, ofBytes: boolean): Needle[] {
  if (value.length < FEWEST_ITEMS) return [];
  if (!ofBytes) return [{ index, text: value, rest: '' }];
  const bytes = Buffer.from(value).toString('latin1');
  // What begins a value of several lines stands in others as well.
  const shown = /[\r\n]/.test(value) ? bytes.length : SHOWN_BYTES;
  const needle = { index, text: bytes.slice(0, shown), rest: bytes.slice(shown) };
  // Numbers of characters are no bytes beyond ASCII.
  return bytes === value ? [needle] : [needle, { index, text: value, rest: '' }];
}
