/** What consistent hashing promises: an even share for everybody, small changes for small causes, the same answer everywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRing } from './ring.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 2, maxLength: 9 });
const keys = Array.from({ length: 6000 }, (_, index) => `${'a'.repeat(32)}-${index.toString(16).padStart(12, '0')}`);

const firstOf = (servers: readonly string[]) => {
  const ring = createRing(servers);
  return keys.map((key) => ring.order(key)[0]);
};

test('six servers have between 70 and 140 % of an even share each, whatever their names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 6, maxLength: 6 }), (servers) => {
      const owners = firstOf(servers);
      for (const server of servers) {
        const share = owners.filter((owner) => owner === server).length / (keys.length / servers.length);
        assert.ok(share > 0.7 && share < 1.4, `${server} has ${share.toFixed(2)} of its share`);
      }
    }),
    { numRuns: 25 },
  );
});

test('a server that joins takes about its share from the others, and nothing moves between those', () => {
  fc.assert(
    fc.property(names, ([joining = '', ...others]) => {
      const before = firstOf(others);
      const after = firstOf([...others, joining]);
      const moved = keys.filter((_, index) => before[index] !== after[index]);
      assert.ok(keys.every((_, index) => before[index] === after[index] || after[index] === joining));
      const share = moved.length / (keys.length / (others.length + 1));
      assert.ok(share > 0.65 && share < 1.45, `${share.toFixed(2)} of its share moved`);
    }),
    { numRuns: 25 },
  );
});

test('a key’s order names every server once, does not depend on theirs, and loses only the one that leaves', () => {
  fc.assert(
    fc.property(names, fc.string(), (servers, key) => {
      const order = createRing(servers).order(key);
      assert.deepEqual([...order].sort(), [...servers].sort());
      assert.deepEqual(createRing([...servers].reverse()).order(key), order);
      const gone = order[0];
      assert.deepEqual(createRing(servers.filter((server) => server !== gone)).order(key), order.slice(1));
    }),
  );
});

test('the place of a key never changes between versions: gateways of two versions may run side by side', () => {
  const ring = createRing(['s1', 's2', 's3']);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => ring.order(key).join(' ')),
    ['s2 s1 s3', 's3 s2 s1', 's3 s2 s1', 's2 s1 s3'],
  );
  assert.deepEqual(createRing([]).order('a'), []);
});
