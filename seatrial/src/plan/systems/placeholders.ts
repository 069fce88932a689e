/**
 * Placeholders in the command and the environment of a system: `{port}`, `{port:NAME}`, `{dir}`, `{instance}`. Other text in
 * braces is passed on as it stands, because arguments hold JSON and code; but a word one letter away from a placeholder is
 * a mistake. `{{port}}` is passed on as `{port}`.
 */
import { suggest } from '../problems.ts';

const NAMES = ['port', 'dir', 'instance'] as const;
const WORD = /\{\{(\w+(?::[^{}]*)?)\}\}|\{(\w+)(:[^{}]*)?\}/g;
const RIGHT = /^(?:port(?::[\w-]+)?|dir|instance)$/;

/** The placeholders of a text, each as it is written between the braces. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(WORD)].flatMap(([, , word, more = '']) =>
    word !== undefined && RIGHT.test(word + more) ? [word + more] : [],
  );
}

/** The placeholders for ports in these texts, each once: `port`, `port:admin`. */
export function portsIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap(placeholdersOf).filter((each) => each.startsWith('port')))];
}

/**
 * The text with its placeholders filled in.
 * @example fillPlaceholders('--listen={port} {"a":1}', () => '4711') // '--listen=4711 {"a":1}'
 */
export function fillPlaceholders(text: string, filling: (placeholder: string) => string | null): string {
  return text.replace(WORD, (whole: string, literal?: string, word = '', more = '') => {
    if (literal !== undefined) return isNear(literal.replace(/:.*/s, '')) ? `{${literal}}` : whole;
    return RIGHT.test(word + more) ? (filling(word + more) ?? whole) : whole;
  });
}

/** The words that are nearly placeholders, each with how to write it. */
export function placeholderMistakes(text: string): { problem: string; hint: string }[] {
  return [...text.matchAll(WORD)].flatMap(([whole, , word, more = '']) => {
    if (word === undefined || !isNear(word) || RIGHT.test(word + more)) return [];
    const meant = NAMES.find((name) => name === word);
    const hint =
      meant === undefined
        ? suggest(word, NAMES).replace(/'(\w+)'\?/, "'{$1}'?")
        : "write '{port}', '{port:NAME}' with letters, digits, '_' and '-', '{dir}' or '{instance}'";
    return [{ problem: `'${whole}' is not a placeholder`, hint: `${hint} Write '{${whole}}' for that text itself` }];
  });
}

/** A placeholder's name, or one with a letter wrong, missing, too many, or two letters swapped. */
function isNear(word: string): boolean {
  const written = word.toLowerCase();
  return NAMES.some((name) => written === name || oneEditApart(written, name));
}

/** Whether one letter is wrong, missing or too many, or two are swapped. */
export function oneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  if (a.length === b.length) {
    const swapped = a[start] === b[start + 1] && a[start + 1] === b[start];
    return a.slice(start + 1) === b.slice(start + 1) || (swapped && a.slice(start + 2) === b.slice(start + 2));
  }
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  return longer.slice(start + 1) === shorter.slice(start);
}
