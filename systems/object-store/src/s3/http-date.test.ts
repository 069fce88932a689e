import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHttpDate } from './http-date.ts';

const AT = Date.UTC(1994, 10, 6, 8, 49, 37);

test('the three forms of a date are the same instant', () => {
  for (const text of ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])
    assert.equal(parseHttpDate(text), AT, text);
});

test('what is no date of HTTP is none, whatever Date.parse makes of it', () => {
  for (const text of [
    undefined,
    '',
    '0',
    '-1',
    '2099',
    '1/1/2099',
    '1990-01-01T00:00:00Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 EST',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
  ])
    assert.ok(Number.isNaN(parseHttpDate(text)), String(text));
});

test('every date that HTTP writes is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) / 1000 }), (s) => {
      assert.equal(parseHttpDate(new Date(s * 1000).toUTCString()), s * 1000);
    }),
  );
});
