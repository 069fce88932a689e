/**
 * Text as a terminal shows it: measured and cut in columns (wide characters take two, colours none), and with what
 * would command the terminal taken out. Text from evidence passes `printable` before it is shown.
 */

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with ESC
const COLOUR = /(\u001b\[[\d;]*m)/;
const ZERO = /^[\p{Mark}\p{Cf}\p{Cc}]+$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** One line that cannot move the cursor, change colours or hide itself: line breaks and controls become a space. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

/** Columns a text takes. */
export function columns(text: string): number {
  let total = 0;
  for (const part of text.split(COLOUR)) if (!part.startsWith('\u001b[')) total += columnsOfPlain(part);
  return total;
}

/** At most `width` columns of a text; what was cut is shown by `…`, and colours are ended. */
export function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  if (width <= 0) return '';
  let [result, room, coloured] = ['', width - 1, false];
  for (const part of text.split(COLOUR)) {
    if (part.startsWith('\u001b[')) {
      result += part;
      coloured = true;
      continue;
    }
    for (const { segment } of segments.segment(part)) {
      const size = columnsOfPlain(segment);
      if (size > room) return `${result}…${coloured ? '\u001b[0m' : ''}`;
      room -= size;
      result += segment;
    }
  }
  return result;
}

/** At most `width` columns of a plain text, cut in its middle: names that are alike often differ at their end. */
export function cutMiddle(text: string, width: number): string {
  if (columns(text) <= width) return text;
  const parts = [...segments.segment(text)].map(({ segment }) => segment);
  const end: string[] = [];
  for (let room = Math.floor((width - 1) / 2); ; ) {
    const last = parts.pop() ?? '';
    room -= columnsOfPlain(last);
    if (room < 0 || last === '') break;
    end.unshift(last);
  }
  const tail = end.join('');
  return cut(text, width - columns(tail)) + tail;
}

/** A text filled up with spaces to `width` columns; never cut. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columns(text)));
  return side === 'left' ? text + space : space + text;
}

/** A sentence as lines of at most `width` columns, broken between words; a longer word is cut into pieces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => pieces(part, Math.max(2, width)))) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (columns(word) <= width) return [word];
  const result = [''];
  for (const { segment } of segments.segment(word)) {
    const last = result.at(-1) ?? '';
    if (columns(last + segment) > width) result.push(segment);
    else result[result.length - 1] = last + segment;
  }
  return result;
}

function columnsOfPlain(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let total = 0;
  for (const { segment } of segments.segment(text)) total += ZERO.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1;
  return total;
}
