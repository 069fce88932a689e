import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptValue } from '../std/kept-value.ts';
import { redactor } from '../std/redact.ts';
import type { Access, EvidenceRecord, Fact, Operation } from './records.ts';
import { redactedRecords } from './redacted-record.ts';
import { operation } from './testing/run.ts';

const SECRET = 'hunter2hunter2';

/** What is read back of facts that one run writes. */
function readBack<F extends Fact>(...facts: readonly F[]): F[] {
  const write = redactedRecords(redactor([SECRET]));
  return facts.map((fact, n) => JSON.parse(write({ seq: n + 1, atUs: n, ...fact } as EvidenceRecord)) as F);
}

test('keys and values with secrets stay apart, and equal ones equal', () => {
  for (const text of [
    (n: number) => `token:user-1-${n}`,
    (n: number) => `{"token":"t-${n}11111111"}`,
    (n: number) => `${SECRET}-${n}`,
  ]) {
    const written = [
      operation('j', text(0), text(0)),
      operation('j', text(1), text(1)),
      operation('j', text(0), text(1)),
    ];
    const [first, second, third] = readBack(...written) as [Operation, Operation, Operation];
    assert.notEqual(first.key, second.key);
    assert.notEqual(first.value, second.value);
    assert.equal(first.key, third.key);
    assert.equal(second.value, third.value);
    // The key in place of a value says that none was named.
    assert.equal(first.key, first.value);
    assert.match(first.key, /\[redacted [0-9a-f]{16}\]/);
    assert.ok(!JSON.stringify([first, second, third]).includes(SECRET));
  }
});

test('a value is written alike whatever else is in its record', () => {
  const why = 'Authorization: Bearer abcdefghijklmnop';
  const [clean, other] = readBack<Operation>(operation('j', 'k', 'password: hunter'), {
    ...operation('j', 'k', 'password: hunter'),
    why,
  }) as [Operation, Operation];
  assert.equal(clean.value, other.value);
  assert.equal(other.why, 'Authorization: Bearer [redacted]');
});

test('a credential behind the name of a header stays apart too', () => {
  const [first, second] = readBack(
    operation('j', 'authorization: 1111111a'),
    operation('j', 'authorization: 2222222a'),
  );
  assert.notEqual(first?.key, second?.key);
});

test('tenants and resources with secrets stay apart', () => {
  const tried = (actor: string, owner: string): Access => ({
    kind: 'access',
    phase: 'p',
    journey: 'j',
    actor,
    owner,
    action: 'read',
    resource: `/a?token=${owner}`,
    result: 'denied',
    why: `${SECRET}`,
  });
  const [across, own] = readBack(tried('token:tenant-1', 'token:tenant-2'), tried('token:tenant-2', 'token:tenant-2'));
  assert.notEqual(across?.actor, across?.owner);
  assert.equal(own?.actor, own?.owner);
  assert.equal(across?.resource, own?.resource);
  assert.equal(across?.why, '[redacted]');
});

test('elsewhere the marker says no more than that something was there', () => {
  const [started] = readBack<Fact>({ kind: 'trial-started', name: `a ${SECRET}` });
  assert.deepEqual(started, { seq: 1, atUs: 0, kind: 'trial-started', name: 'a [redacted]' });
});

test('a record whose member is no text is written', () => {
  const [absent] = readBack<Operation>({ ...operation('j', 'k'), value: null });
  assert.equal(absent?.value, null);
});

test('a value that is kept as its digest has no secret to take out', () => {
  const long = keptValue(SECRET.repeat(2000));
  const [written] = readBack(operation('j', 'k', long));
  assert.equal(written?.value, long);
});
