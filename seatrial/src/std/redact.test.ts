import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactor } from './redact.ts';

const nothingKnown = redactor([]);

// A secret that begins like the end of `[redacted]` could be made anew by what stands behind a redaction: no brackets here.
const secret = fc
  .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
  .filter((text) => !/[[\]]/.test(text) && !'redacted'.includes(text));

test('property: no known secret survives in plain text, JSON, JSON within JSON, URLs and forms', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 4 }),
      fc.string(),
      fc.string(),
      (secrets, before, after) => {
        const redact = redactor(secrets);
        for (const value of secrets) {
          const json = JSON.stringify({ value });
          const url = encodeURIComponent(value);
          const form = new URLSearchParams({ value }).toString().slice('value='.length);
          const texts = { [value]: value, [json.slice(10, -2)]: json, [url]: `/?q=${url}`, [form]: `q=${form}&a=b` };
          const twice = JSON.stringify(json).slice(1, -1);
          texts[JSON.stringify(json.slice(10, -2)).slice(1, -1)] = twice;
          for (const [spelling, text] of Object.entries(texts)) {
            const clean = redact(`${before} ${text} ${after}`);
            assert.ok(!clean.includes(spelling), `${JSON.stringify(spelling)} is still in ${JSON.stringify(clean)}`);
          }
        }
      },
    ),
  );
});

test('property: text without secrets is left as it is', () => {
  const word = fc.constantFrom(
    'GET',
    '/orders',
    'bearer',
    'of',
    'news',
    'https://api.example/x?y=1',
    'a@b.c',
    '12:30',
    '{"a":1}',
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const text = words.join(' ');
      assert.equal(redactor(['hunter2hunter2'])(text), text);
    }),
  );
});

test('short values cut no holes into ordinary words, and the longest secret goes first', () => {
  assert.equal(redactor(['cat', ''])('concatenate'), 'concatenate');
  assert.equal(redactor(['secret', 'secret-long'])('a secret-long b'), 'a [redacted] b');
});

test('what looks like a credential goes, though nobody named it', () => {
  const cases = {
    'Authorization: Bearer abc.def-123': 'Authorization: Bearer [redacted]',
    '"authorization":"Basic dXNlcjpwYXNz"': '"authorization":"Basic [redacted]"',
    '{\\"authorization\\":\\"Basic dXNlcjpwYXNz\\"}': '{\\"authorization\\":\\"Basic [redacted]\\"}',
    'token: bearer abcdefghijklmnop': 'token: bearer [redacted]',
    [`Signature=${'0a'.repeat(32)}`]: 'Signature=[redacted]',
    '/b/k?X-Amz-Signature=12ab&x=1': '/b/k?X-Amz-Signature=[redacted]&x=1',
    'postgres://user:pa55@db:5432/x': 'postgres://[redacted]@db:5432/x',
    'redis://:pa55@cache': 'redis://[redacted]@cache',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----': '[redacted private key]',
  };
  for (const [text, clean] of Object.entries(cases)) assert.equal(nothingKnown(text), clean);
});

test('half a character in a secret is no reason to throw', () => {
  assert.equal(redactor(['abcdef\ud800'])('x abcdef\ud800 y'), 'x [redacted] y');
});
