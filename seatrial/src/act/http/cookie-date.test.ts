import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCookieDate } from './cookie-date.ts';

const utc = (text: string): number => Date.parse(text);

const dates = [
  ['Thu, 01 Jan 2026 12:30:00 GMT', utc('2026-01-01T12:30:00Z')],
  ['Thu, 01 Jan 2026 12:30:00', utc('2026-01-01T12:30:00Z')],
  ['Thursday, 01-Jan-26 12:30:00 GMT', utc('2026-01-01T12:30:00Z')],
  ['Thu Jan  1 11:30:00 2026', utc('2026-01-01T11:30:00Z')],
  ['Thu, 01-Jan-60 00:00:01 GMT', utc('2060-01-01T00:00:01Z')],
  ['Thu, 01-Jan-70 00:00:01 GMT', utc('1970-01-01T00:00:01Z')],
  ['Thu, 01 Jan 2026 13:00:00 +0500', utc('2026-01-01T13:00:00Z')],
  ['Thu, 01 Jan 2026 11:00:00 EST', utc('2026-01-01T11:00:00Z')],
  ['Thu, 01 Jan 1970 00:00:00 GMT foo', 0],
  ['0', null],
  ['-1', null],
  ['', null],
  ['someday', null],
  ['1990-01-01T00:00:00Z', null],
  ['1/1/1990', null],
  ['Sat, 31 Feb 1990 00:00:00 GMT', null],
  ['Thu, 01 Jan 2026 24:00:00 GMT', null],
  ['Thu, 00 Jan 2026 10:00:00 GMT', null],
  ['Thu, 01 Jan 1600 10:00:00 GMT', null],
] as const;

for (const [text, expected] of dates) {
  test(`'${text}' is ${expected === null ? 'no date' : new Date(expected).toISOString()}`, () => {
    assert.equal(parseCookieDate(text), expected);
  });
}

test('every date that HTTP writes is read as it was meant', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1601, 0), max: Date.UTC(9999, 11, 31) }), (ms) => {
      const whole = Math.floor(ms / 1000) * 1000;
      assert.equal(parseCookieDate(new Date(whole).toUTCString()), whole);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseCookieDate(text)));
});
