import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { redactor } from './redact.ts';
import { spelledOut } from './spelled-out.ts';

const SECRET = 'kH7x2Qp9vZr4Lm';
const bytes = Buffer.from(SECRET);
const hex = bytes.toString('hex').match(/../g) ?? [];
const longest = Buffer.from('A long secret of more than fifty bytes, which Node.js cuts off: 0123456789');

/** As programs print it. */
const WRITTEN: Readonly<Record<string, string>> = {
  'a buffer of Node': inspect(bytes),
  'JSON of a buffer': JSON.stringify({ password: bytes }),
  'JSON with indents': JSON.stringify({ password: bytes }, null, 2),
  'JSON of an array of bytes': JSON.stringify(new Uint8Array(bytes)),
  'an array of bytes': inspect(new Uint8Array(bytes)),
  'hexadecimal with colons': hex.join(':'),
  'BitConverter of .NET': hex.join('-').toUpperCase(),
  'an array in C': `{ ${hex.map((byte) => `0x${byte}`).join(', ')} }`,
  'escapes of C and shells': `"${hex.map((byte) => `\\x${byte}`).join('')}"`,
  'Go, %v of bytes': `[${[...bytes].join(' ')}]`,
  'Go, %x with a space': hex.join(' '),
  'Java, Python, Rust': `[${[...bytes].join(', ')}]`,
  'xxd, without what is beside': '00000000: 6b48 3778 3251 7039 765a 7234 4c6d  ..............',
  'characters of Node': inspect([...SECRET]),
  'characters in JSON': JSON.stringify([...SECRET]),
  'characters in JSON within JSON': JSON.stringify(JSON.stringify([...SECRET])),
  'characters with spaces': [...SECRET].join(' '),
};

test('a secret is found as programs print bytes and characters, and nothing of it is left', () => {
  const redact = redactor([SECRET]);
  for (const [who, text] of Object.entries(WRITTEN)) {
    assert.equal(spelledOut(`a: ${text}; b`, [SECRET]).length, 1, `${who}: ${text}`);
    const clean = redact(`a: ${text}; b`);
    assert.match(clean, /^a: .*\[redacted\].*; b$/s, who);
    for (const part of ['48 37', '72, 55', "'H'", '48:37', '4837'])
      assert.equal(clean.includes(part), false, `${who}: ${clean}`);
  }
});

test('a dump of several rows, one that is cut off, signed bytes, and characters beyond ASCII', () => {
  const dump = (text: string): string =>
    [
      ...Buffer.from(text)
        .toString('hex')
        .matchAll(/.{1,32}/g),
    ]
      .map(([row], at) => {
        const shown = text.slice(at * 16, at * 16 + 16).padEnd(16);
        return `${(at * 16).toString(16).padStart(8, '0')}  ${row.match(/../g)?.join(' ')}  |${shown}|`;
      })
      .join('\n');
  const long = 'k'.concat(SECRET, '-and-more-than-one-row');
  assert.equal(spelledOut(dump(`${long}........`), [long]).length, 1);
  assert.equal(spelledOut(inspect(longest), [longest.toString()]).length, 1, inspect(longest));
  assert.equal(spelledOut(inspect(longest), [`${longest.toString().slice(0, 40)} and others`]).length, 0);
  const accents = 'sésame-ouvre';
  const signed = [...Buffer.from(accents)].map((byte) => (byte > 127 ? byte - 256 : byte));
  assert.equal(spelledOut(`[${signed.join(', ')}]`, [accents]).length, 1);
  assert.equal(spelledOut(`[${[...accents].map((c) => c.charCodeAt(0)).join(', ')}]`, [accents]).length, 1);
  assert.equal(spelledOut(inspect([...`it's "ok" \\o/`]), [`it's "ok" \\o/`]).length, 1);
});

test('other lists are no secret, and of a longer value only what was shown is taken out', () => {
  for (const text of [
    '[1, 2, 3, 4, 5, 6, 7]',
    'de ad be ef 00 11 22',
    "['a', 'b', 'c', 'd', 'e', 'f']",
    '10:20:30:40:50:60',
  ])
    assert.deepEqual(spelledOut(text, [SECRET, longest.toString()]), [], text);
  assert.equal(redactor([SECRET])(`<Buffer 00 ${hex.join(' ')} ff>`), '<Buffer 00 [redacted] ff>');
  assert.deepEqual(spelledOut(hex.join(' '), [`${SECRET}-and-more`]), []);
});

test('a long list costs little: nothing is tried again from each of its items', () => {
  const texts = [
    Array.from({ length: 100_000 }, (_, n) => n % 256).join(', '),
    Buffer.alloc(100_000, 'k').toString('hex').replaceAll(/../g, '$& '),
    'k '.repeat(100_000),
    'f'.repeat(300_000),
  ];
  for (const text of texts) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 2; round++) {
      const began = performance.now();
      assert.deepEqual(spelledOut(text, [SECRET]), []);
      best = Math.min(best, performance.now() - began);
    }
    assert.ok(best < 900, `${best} ms for ${text.slice(0, 20)}`);
  }
});
