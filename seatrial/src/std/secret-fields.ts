/**
 * Values of fields whose names say that they are passwords, keys or tokens, in JSON (also within JSON), forms, environments,
 * YAML, XML and command lines; a value whole, with the quotes that are escaped in it. What says nothing (`required`, `${X}`)
 * stays. Each part of a text is read once, so that a long line costs what its length costs. Pure.
 */

/** The end of a name: `DB_PASSWORD`, `newPassword`, `client_secret`, `refreshToken`. What a page goes on with is no secret. */
const NAME =
  /(passw(?:or)?d|passphrase|pwd)|((?:api|secret|access|private|signing|encryption|master|account|auth)[_-]?key|secret)|(?<!(?:page|next|continuation|pagination|sync|eos|bos|pad|stop)[_-]?)(token)/gi;

/** Between a name and a value in quotes: of JSON, Python, Ruby, TOML; or as the next item of a command. */
const BEFORE_QUOTED =
  /\d{0,3}(?:(?:\\*["'`])?[ \t]{0,8}(?:=>|:|=(?!=))[ \t\r\n]{0,8}|\\*["'][ \t]?,[ \t]?|[ \t]{1,8})(\\*)(["'`])/y;
const BEFORE_BARE = /\d{0,3}([ \t]{0,8}=(?![=>])[ \t]{0,8}|[ \t]{0,2}:[ \t]{0,8}|[ \t]{1,8}(?!-))/y;
const BEFORE_ELEMENT = /\d{0,3}(?:\s[^<>]{0,200})?>/y;
const IS_OPTION = /(?:^|[\s"'`])--?[\w.-]{0,40}$/;
const IS_ELEMENT = /<[\w:.-]{0,40}$/;
const MOST_BEFORE = 45;

const BARE = /(?:[^\s&"'`\\<]|\\(?!["'`nrtu\\]))+/y;
const IN_ELEMENT = /[^<]+/y;
const CLOSES = ')]}>,;';
/** Behind a value that stands for itself, as in YAML: `password: x`, and not `password: too short`. */
const ENDS_HERE = /[ \t]*(?:$|[\r\n,;}\]]|\\[nr]|#)/y;

const SAYS_NOTHING =
  /^(?:\[redacted.*|\*+|\.{2,}|\$.*|%[sdv]|\{\{.*|<.*|\(.*|(?:process|os|env|config|settings)\..*|required|missing|invalid|wrong|incorrect|empty|set|unset|null|nil|none|undefined|true|false|yes|no|ok|failed|changed|reset|expired|string|str|text|bool|boolean|number|any|unknown|\d{1,3})$/is;
const LEAST_OF_A_TOKEN = 8;

/** The text without the values of such fields. */
export function withoutSecretFields(text: string): string {
  const parts: string[] = [];
  let done = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match !== null; match = NAME.exec(text)) {
    const place = valueAfter(text, match.index, NAME.lastIndex);
    if (place === null) continue;
    const value = text.slice(place.from, place.to);
    NAME.lastIndex = place.to;
    if (!isSecret(value, match)) continue;
    parts.push(text.slice(done, place.from), '[redacted]');
    done = place.to;
  }
  return done === 0 ? text : parts.join('') + text.slice(done);
}

function isSecret(value: string, [, password, , token]: RegExpExecArray): boolean {
  if (value === '' || SAYS_NOTHING.test(value)) return false;
  if (token !== undefined) return value.length >= LEAST_OF_A_TOKEN && /\d/.test(value);
  return password?.toLowerCase() !== 'pwd' || !/^[~.]?[/\\]|^~$/.test(value);
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function valueAfter(text: string, start: number, end: number): Place | null {
  const element = at(BEFORE_ELEMENT, text, end);
  if (element !== null && isAfter(IS_ELEMENT, text, start)) {
    const from = end + element[0].length;
    return { from, to: from + (at(IN_ELEMENT, text, from)?.[0].length ?? 0) };
  }
  const quoted = at(BEFORE_QUOTED, text, end);
  if (quoted !== null) {
    if (!/[:=]/.test(quoted[0]) && !isAfter(IS_OPTION, text, start)) return null;
    const from = end + quoted[0].length;
    return { from, to: endOfQuoted(text, from, quoted[1]?.length ?? 0, quoted[2] ?? '"') };
  }
  const bare = at(BEFORE_BARE, text, end);
  const between = bare?.[1];
  if (bare === null || between === undefined) return null;
  const from = end + bare[0].length;
  const said = withoutClosing(at(BARE, text, from)?.[0] ?? '');
  const place = { from, to: from + said.length };
  if (between.includes('=')) return place;
  if (!between.includes(':')) return isAfter(IS_OPTION, text, start) ? place : null;
  const isMixed = /\d/.test(said) && /\p{L}/u.test(said);
  return isMixed || at(ENDS_HERE, text, place.to) !== null ? place : null;
}

/**
 * Where a text in quotes ends: at the next such quote that is not escaped, else at the end of the line. Within JSON within
 * JSON, `depth` backslashes stand before the quotes and twice as many and one before an escaped one.
 */
function endOfQuoted(text: string, from: number, depth: number, quote: string): number {
  let backslashes = 0;
  for (let index = from; index < text.length; index++) {
    const unit = text[index];
    if (unit === '\\') backslashes++;
    else if (unit === quote && backslashes % (2 * (depth + 1)) === depth) return index - depth;
    else if (unit === '\n' || unit === '\r') return index;
    else backslashes = 0;
  }
  return text.length;
}

function withoutClosing(value: string): string {
  let { length } = value;
  while (length > 0 && CLOSES.includes(value[length - 1] ?? '')) length--;
  return value.slice(0, length);
}

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

function isAfter(pattern: RegExp, text: string, start: number): boolean {
  return pattern.test(text.slice(Math.max(0, start - MOST_BEFORE), start));
}
