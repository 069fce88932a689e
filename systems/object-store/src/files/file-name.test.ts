/** Names that are kept, names that are refused, and that any kept name can be sent in a header. */
import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { test } from 'node:test';
import fc from 'fast-check';
import { contentDisposition, readContentType, readFileName } from './file-name.ts';

test('names are kept, folders before them are not', () => {
  const cases = [
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\Schön 船.txt', 'Schön 船.txt'],
    ['...', '...'],
    ['%2e%2e%2fa', '%2e%2e%2fa'],
    ['é'.repeat(127), 'é'.repeat(127)],
  ] as const;
  for (const [sent, kept] of cases) assert.equal(readFileName(sent), kept);
});

test('what is no name is refused', () => {
  for (const sent of [
    undefined,
    '',
    '.',
    '..',
    'a/',
    'a/..',
    'a\0b',
    'a\nb',
    'a\x7fb',
    'a\x85b',
    'a\u2028b',
    'a\uFFFDb',
    'é'.repeat(128),
  ]) {
    assert.throws(() => readFileName(sent), { code: 'file_name_invalid' }, JSON.stringify(sent));
  }
});

test('every name can be sent, and is found again in what was sent', () => {
  assert.equal(contentDisposition('Schön.txt'), 'attachment; filename="Sch_n.txt"; filename*=UTF-8\'\'Sch%C3%B6n.txt');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (text) => {
      let name: string;
      try {
        name = readFileName(text);
      } catch {
        return;
      }
      const sent = contentDisposition(name);
      validateHeaderValue('content-disposition', sent);
      const [, plain = '', encoded = ''] =
        /^attachment; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([\w%.~-]+)$/.exec(sent) ?? [];
      assert.equal(decodeURIComponent(encoded), name);
      assert.doesNotMatch(plain, /["\\]/);
    }),
  );
});

test('a type that cannot stand in a header is bytes', () => {
  assert.equal(readContentType('image/svg+xml'), 'image/svg+xml');
  for (const sent of ['', 'text', 'text/html\r\nx: y', 'a/b/c', `a/${'b'.repeat(64)}`]) {
    assert.equal(readContentType(sent), 'application/octet-stream');
  }
});
