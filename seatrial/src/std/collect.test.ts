import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectAll, collectYoung } from './collect.ts';

const MIB = 1024 * 1024;

/** Bytes in buffers of this thread after so many MiB were made and dropped. */
function leftOf(mib: number, collect: () => void): number {
  for (let n = 0; n < mib; n++) {
    Buffer.allocUnsafeSlow(MIB);
    if (n % 4 === 3) collect();
  }
  return process.memoryUsage().arrayBuffers;
}

test('bytes that are garbage are free once they are collected', () => {
  const before = process.memoryUsage().arrayBuffers;
  assert.ok(leftOf(40, collectYoung) - before < 8 * MIB);
  assert.ok(leftOf(40, collectAll) - before < 8 * MIB);
});
