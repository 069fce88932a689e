/**
 * The forms in which a known secret travels: plain, in JSON as several languages write it, in URLs and forms, in HTML, as a
 * literal of a program, in hexadecimal, and in base64 wherever it begins within what was encoded. Pure.
 */
import { isSecretName } from './secret-names.ts';

/** A piece of base64 or hexadecimal that is shorter could be a part of innocent text. */
const LEAST_ENCODED = 8;
/** So is a shorter line. */
const LEAST_LINE = 6;

/** Says where something is, without a user, a query or a fragment. */
const PLAIN_URL = /^(?:[\w."'-]+\s*[:=]\s*)?["']?[a-z][a-z0-9+.-]*:\/\/[^\s@?#"']*["']?,?$/i;
/** A line of JSON, YAML or an environment: its name. */
const MEMBER = /^(?:-\s+|export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*[^\s=]/;

/** Stands around or in every key, or is a rule across the page. */
const SAYS_NOTHING = /^-{4,5} ?(?:BEGIN|END)\b|^Proc-Type: 4,ENCRYPTED$|^(?:-\s+)?["']?[\w.-]+["']?:$|^(.)\1*$/u;

type Write = (text: string) => string;

/** What is written for JSON beyond what it asks for. Each is what some language does by default. */
const JSON_WRITERS: readonly Write[] = [
  json,
  (text) => inUnits(json(text), /[^ -~]/g), // Python
  (text) => upper(inUnits(json(text), /[^ -~]/g)),
  (text) => inUnits(json(text), /[<>&\u2028\u2029]/g), // Go, Ruby on Rails
  (text) => upper(inUnits(json(text), /[<>&\u2028\u2029]/g)), // Django
  (text) => inUnits(json(text), /[<>&='\u2028\u2029]/g), // Gson
  (text) => upper(inUnits(json(text).replaceAll('\\"', '\\u0022'), /[^ -~]|[<>&'+`]/g)), // .NET
  (text) => json(text).replaceAll('/', '\\/'), // PHP with JSON_UNESCAPED_UNICODE
  (text) => inUnits(json(text).replaceAll('/', '\\/'), /[^ -~]/g), // PHP
];

/** Every spelling of a value, each once. */
export function spellingsOf(value: string): string[] {
  const encoded = [...hexOf(value), ...base64Of(value)];
  return [
    ...new Set([
      value,
      ...jsonOf(value),
      ...urlsOf(value),
      ...htmlOf(value),
      ...literalsOf(value),
      ...encoded.filter((text) => text.length >= LEAST_ENCODED),
    ]),
  ];
}

/**
 * The lines of a value that has several, as far as they tell of it: a log may give each a line, and a prefix, of its own.
 * An address is none. Where names of some lines say that these are the secret, other named lines are none: the file of an
 * account has the addresses of its bank too.
 * @example linesOf('-----BEGIN KEY-----\nMIIEvQIB\n-----END KEY-----') // ['MIIEvQIB']
 */
export function linesOf(value: string): string[] {
  if (!/[\r\n]/.test(value.trim())) return [];
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  const own = [...new Set(lines)].filter(
    (line) => line.length >= LEAST_LINE && !SAYS_NOTHING.test(line) && !PLAIN_URL.test(line),
  );
  const isSaid = (line: string): boolean => isSecretName(MEMBER.exec(line)?.[1] ?? '');
  return own.some(isSaid) ? own.filter((line) => !MEMBER.test(line) || isSaid(line)) : own;
}

/** Once, and JSON within JSON: written twice by the same, or by one of them and by JavaScript. */
function jsonOf(value: string): string[] {
  return JSON_WRITERS.flatMap((write) => {
    const once = write(value);
    return [once, write(once), json(once), write(json(value))];
  });
}

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** These characters as `\u00e9`, those beyond U+FFFF as two. */
function inUnits(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function upper(text: string): string {
  return text.replaceAll(/(?<=\\u)[0-9a-f]{4}/g, (digits) => digits.toUpperCase());
}

function urlsOf(value: string): string[] {
  const wellFormed = value.toWellFormed();
  const url = encodeURIComponent(wellFormed);
  const strict = url.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [url, strict, encodeURI(wellFormed), new URLSearchParams({ '': value }).toString().slice(1)];
  return [...urls, ...urls.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** As the usual escapers write it: most agree on `&`, `<` and `>`, and they differ on quotes. */
function htmlOf(value: string): string[] {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = escaped.replaceAll('"', '&quot;');
  const texts = [
    escaped,
    quoted,
    ...['&#39;', '&#x27;', '&apos;'].map((quote) => quoted.replaceAll("'", quote)),
    inDecimals(escaped, /["']/gu),
    inDecimals(value, /[&<>"']/gu),
  ];
  return [...texts, ...texts.map((text) => inDecimals(text, /[^\0-~]/gu))];
}

/** These characters as `&#233;`. */
function inDecimals(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) => `&#${character.codePointAt(0)};`);
}

/** Between single quotes in Python, JavaScript, PHP and shells; Python's bytes as well; in SQL and CSV. */
function literalsOf(value: string): string[] {
  const unquoted = json(value).replaceAll('\\"', '"');
  const quoted = unquoted.replaceAll("'", "\\'");
  const bytes = [...Buffer.from(quoted)]
    .map((byte) => (byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`))
    .join('');
  return [unquoted, quoted, bytes, value.replaceAll("'", "'\\''"), ...doubledIn(value)];
}

/** As SQL and CSV write their own quotes. */
function doubledIn(value: string): string[] {
  return [value.replaceAll("'", "''"), value.replaceAll('"', '""'), value.replaceAll('`', '``')];
}

function hexOf(value: string): string[] {
  const hex = Buffer.from(value).toString('hex');
  const percent = hex.replaceAll(/../g, '%$&');
  return [hex, hex.toUpperCase(), percent, percent.toUpperCase()];
}

/**
 * Base64 encodes three bytes at a time, so a text looks different at each of three offsets; the characters that its
 * neighbours share in are left out. Both alphabets.
 */
function base64Of(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const all = Buffer.concat([Buffer.alloc(offset), bytes]);
    const own = all.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((all.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
