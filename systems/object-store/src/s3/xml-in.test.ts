/** XML from clients: what is read, and what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { S3Error } from './errors.ts';
import { readDelete, readLocation } from './xml-in.ts';
import { leaf } from './xml-out.ts';

function deleteOf(...keys: string[]): string {
  return `<Delete>${keys.map((key) => `<Object>${leaf('Key', key)}</Object>`).join('')}</Delete>`;
}

test('any key survives being written as XML and read again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), (keys) => {
      assert.deepEqual(readDelete(deleteOf(...keys)).keys, keys);
    }),
  );
});

test('entities are decoded once, spaces are kept, namespaces and the quiet flag are understood', () => {
  const xml = `<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>
    <Object><Key> a&amp;lt;&#x26;&#38;</Key></Object></Delete>`;
  assert.deepEqual(readDelete(xml), { quiet: true, keys: [' a&lt;&&'] });
  assert.equal(readLocation('<CreateBucketConfiguration/>'), undefined);
});

test('refused: a DOCTYPE, broken XML, another root, no keys, too many keys, an empty key, a character that is none', () => {
  const refused = [
    `<!DOCTYPE Delete [<!ENTITY a "aaaa">]>${deleteOf('a')}`,
    '<Delete><Object>',
    '<Remove/>',
    '<Delete/>',
    '',
    deleteOf(...Array.from({ length: 1001 }, () => 'a')),
    '<Delete><Object><Key></Key></Object></Delete>',
    '<Delete><Object><Key>&#x110000;</Key></Object></Delete>',
    '<Delete><Object><Key><Key>a</Key></Key></Object></Delete>',
  ];
  for (const xml of refused) {
    assert.throws(
      () => readDelete(xml),
      (error) => error instanceof S3Error && error.code === 'MalformedXML',
      xml.slice(0, 80),
    );
  }
});
