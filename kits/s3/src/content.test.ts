import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { contentIn, contentOf, sha256 } from './content.ts';

test('content follows from its key and its size, today and in every other process', () => {
  for (const size of [0, 1, 64, 4096, 70_000, 1024 * 1024]) {
    const { bytes, sha256: digest } = contentOf('benchmark/object', size);
    assert.equal(bytes.length, size);
    assert.ok(bytes.equals(contentOf('benchmark/object', size).bytes));
    assert.equal(digest, createHash('sha256').update(bytes).digest('hex'));
  }
  assert.equal(
    sha256(contentOf('benchmark/object', 70_000).bytes),
    '7fceddd409fba09eb2c9e4dd44b3bab9dbb660b9d0bf558b72556f54b1bbe7e9',
  );
});

test('objects of different keys differ, and say whose they are', () => {
  const [a, b] = ['mix/1', 'mix/2'].map((key) => contentOf(key, 4096).bytes);
  assert.ok(a && b && !a.equals(b));
  assert.ok(a.toString('latin1').startsWith('mix/1\n'));
  assert.ok(!a.subarray(64).equals(b.subarray(64)));
  assert.equal(contentOf('a-long-key', 4).bytes.toString(), 'a-lo');
});

test('content does not compress, so that no layer on the way can make it smaller', () => {
  const { bytes } = contentOf('key', 60_000);
  assert.ok(gzipSync(bytes).length > bytes.length * 0.99);
});

test('a user keeps one buffer a size, and its content is what it would be in a new one', () => {
  const state = {};
  const first = contentIn(state, 'a', 4096);
  const second = contentIn(state, 'b', 4096);
  assert.equal(first.bytes, second.bytes);
  assert.notEqual(contentIn(state, 'b', 512).bytes.length, second.bytes.length);
  assert.deepEqual(second.bytes, contentOf('b', 4096).bytes);
  assert.equal(second.sha256, contentOf('b', 4096).sha256);
});
