import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from './bucket.ts';

const page = (inside: string, status = 200) =>
  pageOf({
    status,
    text: () => `<?xml version="1.0"?>\n<ListBucketResult xmlns="urn:s3">${inside}</ListBucketResult>`,
  });

const contents = (...keys: string[]): string =>
  keys.map((key) => `\n  <Contents><Key>${key}</Key></Contents>`).join('');

test('keys are read letter by letter, whatever they look like', () => {
  assert.deepEqual(
    page(contents('007', '1e3', '0x1F', 'true', ' a b ', 'a&amp;b&lt;', '&#228;&#xE4;', 'ä', ''))?.keys,
    ['007', '1e3', '0x1F', 'true', ' a b ', 'a&b<', 'ää', 'ä', ''],
  );
});

test('a full page of keys that all need escapes is read to its end', () => {
  const keys = Array.from({ length: 1000 }, (_, n) => `${n}&amp;&amp;&lt;&#38;`);
  assert.equal(page(contents(...keys))?.keys.at(-1), '999&&<&');
});

test('there is more only where the page says so and how to get it', () => {
  const more = '<IsTruncated>true</IsTruncated>';
  const token = '<NextContinuationToken>01234567890123456789</NextContinuationToken>';
  assert.deepEqual(page(contents('a') + more + token), {
    keys: ['a'],
    commonPrefixes: [],
    next: '01234567890123456789',
  });
  assert.equal(page(contents('a') + token)?.next, null);
  assert.equal(page(contents('a') + more)?.next, null);
  assert.equal(page(`<IsTruncated>false</IsTruncated>${token}`)?.next, null);
});

test('an empty list is a list, and what is no list is none', () => {
  assert.deepEqual(page(''), { keys: [], commonPrefixes: [], next: null });
  assert.equal(page(contents('a'), 403), null);
  for (const text of [
    '',
    'no',
    '<html><body>hello',
    '<Error><Code>NoSuchBucket</Code></Error>',
    '{"keys":[]}',
    '<a><b></a>',
  ])
    assert.equal(pageOf({ status: 200, text: () => text }), null, text);
});
