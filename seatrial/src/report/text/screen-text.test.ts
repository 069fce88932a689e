import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columns, cut, cutMiddle, pad, printable, wrap } from './screen-text.ts';

const RED = '\u001b[31m';
const OFF = '\u001b[0m';

test('columns counts what is seen: wide characters are two, marks and colours none', () => {
  assert.equal(columns('abc'), 3);
  assert.equal(columns('航海'), 4);
  assert.equal(columns('e\u0301'), 1);
  assert.equal(columns('🚢'), 2);
  assert.equal(columns('✓ ✗ ▁█ …'), 8);
  assert.equal(columns(`${RED}abc${OFF}`), 3);
});

test('cut keeps colours closed and never splits a wide character', () => {
  assert.equal(cut('abcdef', 4), 'abc…');
  assert.equal(cut('abcd', 4), 'abcd');
  assert.equal(cut('航海日志', 4), '航…');
  assert.equal(cut(`${RED}abcdef${OFF}`, 3), `${RED}ab…${OFF}`);
  assert.equal(cut('abc', 0), '');
});

test('cut text is never wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
      assert.ok(columns(cut(printable(text), width)) <= width);
    }),
  );
});

test('printable text has no control character left to command the terminal with', () => {
  assert.equal(printable('a\u001b[2Jb\r\nc'), 'a [2Jb c');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(printable(text), /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test('pad fills by columns, on either side', () => {
  assert.equal(pad('航', 4), '航  ');
  assert.equal(pad('7', 3, 'right'), '  7');
});

test('wrap breaks between words, cuts longer ones, and loses no letter', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 40 }), (raw, width) => {
      const text = printable(raw);
      const lines = wrap(text, width);
      assert.ok(lines.every((line) => columns(line) <= width));
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});

test('a name is cut in its middle, so that its end still tells it from others', () => {
  assert.equal(cutMiddle('GET /orders/:id/items', 30), 'GET /orders/:id/items');
  assert.equal(cutMiddle('GET /orders/:id/items', 11), 'GET /…items');
  assert.ok(columns(cutMiddle('超長い名前超長い名前', 9)) <= 9);
});
