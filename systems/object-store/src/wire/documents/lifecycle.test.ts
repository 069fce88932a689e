/** Lifecycle documents: what is kept survives being written again, what cannot be kept is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { S3Error } from '../errors.ts';
import { lifecycleXml, readLifecycle } from './lifecycle.ts';

const documentOf = (...rules: string[]): string =>
  `<LifecycleConfiguration>${rules.map((rule) => `<Rule>${rule}</Rule>`).join('')}</LifecycleConfiguration>`;
const on = '<Status>Enabled</Status>';
const all = '<Filter/>';
const day = '<Expiration><Days>1</Days></Expiration>';

test('a rule with everything survives being written and read again', () => {
  const rules = readLifecycle(
    documentOf(
      `<ID>a &amp; b</ID>${on}${day}<Filter><And><Prefix>logs/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>
       <Tag><Key>l</Key><Value></Value></Tag><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And></Filter>
       <NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionExpiration>`,
      `${on}<Prefix>old</Prefix><Expiration><Date>2026-01-01T00:00:00.000Z</Date></Expiration>`,
      `<Status>Disabled</Status>${all}<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>
       <AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>`,
    ),
  );
  assert.deepEqual(rules[0], {
    id: 'a & b',
    enabled: true,
    filter: { prefix: 'logs/', tags: { k: 'v', l: '' }, largerThanBytes: 10, smallerThanBytes: undefined },
    expiration: { by: 'days', days: 1 },
    noncurrent: { days: 2, keep: 3 },
    abortUploadsAfterDays: undefined,
  });
  assert.deepEqual(rules[1]?.expiration, { by: 'date', dateMs: Date.parse('2026-01-01') });
  assert.deepEqual(readLifecycle(lifecycleXml(rules)), rules);
});

test('a rule with a prefix of its own is told as it was written, and so is one with a filter', () => {
  const own = `<Prefix>logs/</Prefix>${on}${day}`;
  const filtered = `<Filter><Prefix>logs/</Prefix></Filter>${on}${day}`;
  for (const written of [own, filtered]) {
    const told = lifecycleXml(readLifecycle(documentOf(`<ID>a</ID>${written}`)));
    assert.ok(told.includes(`<ID>a</ID>${written}`), told);
  }
});

const refused: readonly (readonly [code: string, what: string, xml: string])[] = [
  ['NotImplemented', 'a transition', documentOf(`${on}${all}<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>`)],
  ['NotImplemented', 'a transition beside what is known', documentOf(`${on}${all}${day}<NoncurrentVersionTransition/>`)],
  ['NotImplemented', 'an unknown filter', documentOf(`${on}<Filter><Suffix>x</Suffix></Filter>${day}`)],
  ['MalformedXML', 'no rule', '<LifecycleConfiguration/>'],
  ['MalformedXML', 'no status', documentOf(`${all}${day}`)],
  ['MalformedXML', 'neither filter nor prefix', documentOf(`${on}${day}`)],
  ['MalformedXML', 'two conditions without And', documentOf(`${on}<Filter><Prefix>a</Prefix><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>${day}`)],
  ['MalformedXML', 'days and a date', documentOf(`${on}${all}<Expiration><Days>1</Days><Date>2026-01-01</Date></Expiration>`)],
  ['MalformedXML', 'days that are no number', documentOf(`${on}${all}<Expiration><Days>soon</Days></Expiration>`)],
  ['MalformedXML', 'a date that is none', documentOf(`${on}${all}<Expiration><Date>soon</Date></Expiration>`)],
  ['MalformedXML', 'two expirations', documentOf(`${on}${all}${day}${day}`)],
  ['InvalidArgument', 'no day at all', documentOf(`${on}${all}<Expiration><Days>0</Days></Expiration>`)],
  ['InvalidArgument', 'an hour of a day', documentOf(`${on}${all}<Expiration><Date>2026-01-01T12:00:00Z</Date></Expiration>`)],
  ['InvalidArgument', 'an id twice', documentOf(`<ID>a</ID>${on}${all}${day}`, `<ID>a</ID>${on}${all}${day}`)],
  ['InvalidRequest', 'no action', documentOf(`${on}${all}`)],
  ['InvalidRequest', 'delete markers by tag', documentOf(`${on}<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>`)],
]; // biome-ignore format: one case a line

for (const [code, what, xml] of refused) {
  test(`refused: ${what}`, () =>
    assert.throws(
      () => readLifecycle(xml),
      (error) => error instanceof S3Error && error.code === code,
    ));
}
