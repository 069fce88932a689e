import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapedOut } from './escaped.ts';
import { redactor } from './redact.ts';

const SECRET = `it's "ab+/cd==é`;
const each = (write: (unit: string) => string): string => SECRET.replaceAll(/./gs, write);
const url = encodeURIComponent;
const hex = (unit: string): string => unit.charCodeAt(0).toString(16);

/** As programs print it. */
const WRITTEN: Readonly<Record<string, string>> = {
  'a URL within a URL': url(`/cb?token=${url(SECRET)}`).slice('%2Fcb%3Ftoken%3D'.length),
  'a URL within a URL within a URL': url(url(url(SECRET))),
  'percent escapes of both cases': url(SECRET).replace('%2F', '%2f'),
  'every byte of a URL': [...Buffer.from(SECRET)].map((byte) => `%${byte.toString(16)}`).join(''),
  'a form, in lower case once': new URLSearchParams({ '': SECRET }).toString().slice(1).replace('%2F', '%2f'),
  'every letter in JSON': each((unit) => `\\u${hex(unit).padStart(4, '0')}`),
  'HTML in hexadecimal': each((unit) => (/\w/.test(unit) ? unit : `&#x${hex(unit)};`)),
  'HTML in hexadecimal, all, in capitals': each((unit) => `&#X${hex(unit).toUpperCase().padStart(4, '0')};`),
  'HTML in decimals, all': each((unit) => `&#${unit.charCodeAt(0)};`),
  'a URL in HTML': `${url(SECRET).replaceAll('%22', '&quot;')}`,
  'SQL, of a value with both quotes': SECRET.replaceAll("'", "''"),
  'CSV, of a value with both quotes': SECRET.replaceAll('"', '""'),
  'both quotes doubled': SECRET.replaceAll(/['"]/g, '$&$&'),
  'a URL within JSON': JSON.stringify(url(SECRET).replaceAll('%22', '"')).slice(1, -1),
};

test('truth: a secret is printed whichever of its characters were escaped, and nothing of it is left', () => {
  const redact = redactor([SECRET]);
  for (const [who, text] of Object.entries(WRITTEN)) assert.equal(redact(`a ${text} b`), 'a [redacted] b', who);
});

test('as bytes of a log too', () => {
  for (const [who, text] of Object.entries(WRITTEN)) {
    const log = Buffer.from(`é ${text} b`).toString('latin1');
    const found = escapedOut(log, [SECRET]);
    const [only] = found;
    assert.equal(found.length, 1, who);
    assert.deepEqual([only?.index, only?.from, only?.to], [0, 3, log.length - 2], who);
  }
});

test('property: each character escaped or not, in any of its ways', () => {
  const ways = fc.constantFrom<(unit: string) => string>(
    (unit) => unit,
    (unit) => `%${hex(unit).padStart(2, '0')}`,
    (unit) => `%${hex(unit).padStart(2, '0').toUpperCase()}`,
    (unit) => `\\u${hex(unit).padStart(4, '0')}`,
    (unit) => `\\x${hex(unit).padStart(2, '0')}`,
    (unit) => `&#x${hex(unit)};`,
    (unit) => `&#${unit.charCodeAt(0)};`,
  );
  const letter = fc.constantFrom(...'abcXYZ019-_. /+=');
  fc.assert(
    fc.property(fc.array(fc.tuple(letter, ways), { minLength: 6, maxLength: 20 }), (letters) => {
      const value = letters.map(([unit]) => unit).join('');
      const text = letters.map(([unit, write]) => write(unit)).join('');
      assert.equal(redactor([value])(`<${text}>`), '<[redacted]>');
    }),
  );
});

test('other escapes are no secret, and a text without one costs nothing', () => {
  for (const text of ['a%20b&amp;c', '100%', '\\u0041\\u0042', "it''s", '&#99999999;', '"",""', '%2525'])
    assert.deepEqual(escapedOut(text, [SECRET, 'hunter2hunter2']), [], text);
});

test('a long text of escapes costs little', () => {
  for (const text of ['%2525'.repeat(20_000), "'".repeat(100_000), '\\'.repeat(100_000), '&#x41;'.repeat(20_000)]) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 2; round++) {
      const began = performance.now();
      assert.deepEqual(escapedOut(text, [SECRET]), []);
      best = Math.min(best, performance.now() - began);
    }
    assert.ok(best < 900, `${best} ms for ${text.slice(0, 20)}`);
  }
});
