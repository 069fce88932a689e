/**
 * The forms in which a known secret travels: plain, in JSON, in URLs and forms, in HTML, in hexadecimal, and in base64 wherever
 * it begins within what was encoded. Pure.
 */

/** A piece of base64 or hexadecimal that is shorter could be a part of innocent text. */
const LEAST_ENCODED = 8;

/** Every spelling of a value, each once. */
export function spellingsOf(value: string): string[] {
  const json = inJson(value);
  const url = encodeURIComponent(value.toWellFormed());
  const strict = url.replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const urls = [url, strict, encodeURI(value.toWellFormed()), new URLSearchParams({ '': value }).toString().slice(1)];
  const lower = urls.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  const percent = Buffer.from(value).toString('hex').replaceAll(/../g, '%$&');
  const hex = Buffer.from(value).toString('hex');
  const encoded = [hex, hex.toUpperCase(), percent, percent.toUpperCase(), ...base64Of(value)];
  return [
    ...new Set([
      value,
      json,
      inJson(json),
      ...urls,
      ...lower,
      ...htmlOf(value),
      ...encoded.filter((text) => text.length >= LEAST_ENCODED),
    ]),
  ];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As the usual escapers write it: they agree on `&`, `<` and `>`, and differ on quotes. */
function htmlOf(value: string): string[] {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = escaped.replaceAll('"', '&quot;');
  return [escaped, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#x27;')];
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
