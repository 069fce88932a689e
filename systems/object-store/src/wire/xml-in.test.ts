/** XML from clients: what is read, and what is refused, whatever the document. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBucketConfiguration } from './documents/bucket-configuration.ts';
import { readCompleteUpload } from './documents/complete-upload.ts';
import { readDelete } from './documents/delete.ts';
import { readTagging, taggingXml } from './documents/tagging.ts';
import { readVersioning } from './documents/versioning.ts';
import { S3Error } from './errors.ts';
import { leaf } from './xml-out.ts';

function deleteOf(...keys: string[]): string {
  return `<Delete>${keys.map((key) => `<Object>${leaf('Key', key)}</Object>`).join('')}</Delete>`;
}

function refuses(code: string, read: (xml: string) => unknown, documents: readonly string[]): void {
  for (const xml of documents) {
    assert.throws(
      () => read(xml),
      (error) => error instanceof S3Error && error.code === code,
      xml.slice(0, 120),
    );
  }
}

test('any key survives being written as XML and read again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }), (keys) => {
      assert.deepEqual(
        readDelete(deleteOf(...keys)).items.map(({ key }) => key),
        keys,
      );
    }),
  );
});

test('entities are decoded once, spaces are kept, namespaces and the quiet flag are understood', () => {
  const xml = `<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>
    <Object><Key> a&amp;lt;&#x26;&#38;</Key><VersionId>v</VersionId><ETag>"e"</ETag></Object></Delete>`;
  assert.deepEqual(readDelete(xml), { quiet: true, items: [{ key: ' a&lt;&&', versionId: 'v', etag: '"e"' }] });
  assert.equal(readBucketConfiguration('<CreateBucketConfiguration/>').location, undefined);
});

test('refused: a DOCTYPE, broken XML, another root, no keys, too many keys or tags, an empty key, a character that is none', () => {
  refuses('MalformedXML', readDelete, [
    `<!DOCTYPE Delete [<!ENTITY a "aaaa">]>${deleteOf('a')}`,
    '<Delete><Object>',
    '<Remove/>',
    '<Delete/>',
    '<Delete>text</Delete>',
    '',
    deleteOf(...Array.from({ length: 1001 }, () => 'a')),
    '<Delete><Object><Key></Key></Object></Delete>',
    '<Delete><Object><Key>&#x110000;</Key></Object></Delete>',
    '<Delete><Object><Key>&#xD800;</Key></Object></Delete>',
    `${deleteOf('a').slice(0, -'</Delete>'.length)}${'<a/>'.repeat(100_000)}</Delete>`,
    '<Delete><Object><Key><Key>a</Key></Key></Object></Delete>',
    '<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>',
  ]);
});

test('the parts of a finished upload: numbers ascend, tags lose their quotes, checksums are named', () => {
  const part = (number: number | string, more = ''): string =>
    `<Part><PartNumber>${number}</PartNumber><ETag>&quot;e${number}&quot;</ETag>${more}</Part>`;
  const complete = (...parts: string[]): string =>
    `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  assert.deepEqual(readCompleteUpload(complete(part(2), part(10, '<ChecksumCRC32C>AAAAAA==</ChecksumCRC32C>'))), [
    { number: 2, etag: 'e2', checksum: undefined },
    { number: 10, etag: 'e10', checksum: { algorithm: 'crc32c', value: 'AAAAAA==' } },
  ]);
  const tooMany = Array.from({ length: 10_001 }, (_, index) => part(index + 1));
  refuses('MalformedXML', readCompleteUpload, [
    complete(),
    complete(part('x')),
    complete('<Part><PartNumber>1</PartNumber></Part>'),
    complete(...tooMany),
  ]);
  refuses('InvalidPartOrder', readCompleteUpload, [complete(part(2), part(1)), complete(part(1), part(1))]);
  const sum = '<ChecksumCRC32>AAAAAA==</ChecksumCRC32>';
  refuses('InvalidArgument', readCompleteUpload, [
    complete(part(0)),
    complete(part(-1)),
    complete(part(1, '<ChecksumCRC32>AAAA</ChecksumCRC32>')),
    complete(part(1, `${sum}<ChecksumCRC32C>AAAAAA==</ChecksumCRC32C>`)),
  ]);
});

test('versioning is enabled or suspended, and nothing else', () => {
  const of = (inner: string): string => `<VersioningConfiguration>${inner}</VersioningConfiguration>`;
  assert.equal(readVersioning(of('<Status>Enabled</Status>')), 'enabled');
  assert.equal(readVersioning(of('<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>')), 'suspended');
  refuses('MalformedXML', readVersioning, [of(''), of('<Status>enabled</Status>'), '<Tagging/>']);
  refuses('NotImplemented', readVersioning, [of('<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>')]);
});

test('tags survive being written and read again; what S3 calls no tag is none', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', ' ', '+', '-', '=', '.', '_', ':', '/', '@', 'é', '船'),
  });
  const key = text.filter((value) => value !== '');
  fc.assert(
    fc.property(fc.dictionary(key, text, { maxKeys: 10 }), (tags) => {
      assert.deepEqual(readTagging(taggingXml(tags), 10), { ...tags });
    }),
  );
  const of = (...pairs: (readonly [string, string])[]): string =>
    `<Tagging><TagSet>${pairs.map(([k, v]) => `<Tag>${leaf('Key', k)}${leaf('Value', v)}</Tag>`).join('')}</TagSet></Tagging>`;
  const read = (xml: string): unknown => readTagging(xml, 10);
  assert.deepEqual(read(of(['__proto__', 'x'])), Object.fromEntries([['__proto__', 'x']]));
  refuses('BadRequest', read, [of(...Array.from({ length: 11 }, (_, index) => [`k${index}`, ''] as const))]);
  refuses('InvalidTag', read, [
    of(['a', '1'], ['a', '2']),
    of(['', 'empty key']),
    of(['k'.repeat(129), '']),
    of(['a', 'v'.repeat(257)]),
    of(['a<b', '']),
    of(['a', 'b\u0000']),
    of(['aws:mine', '']),
  ]);
  refuses('MalformedXML', read, ['<Tagging/>', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>']);
});
