/** Checksums of wholes from checksums of parts, against reading everything again. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { S3Error } from '../wire/errors.ts';
import { type ChecksumAlgorithm, startChecksum } from './checksum.ts';
import { checksumType, readChecksumPlan, wholeChecksum } from './whole-checksum.ts';

function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const running = startChecksum(algorithm);
  running.update(bytes);
  return running.digest().toString('base64');
}

const crcs = fc.constantFrom<ChecksumAlgorithm>('crc32', 'crc32c', 'crc64nvme');

test('combined CRCs of parts are the CRC of the whole, empty parts included', () => {
  const part = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 300, maxLength: 600 }));
  fc.assert(
    fc.property(crcs, fc.array(part, { minLength: 1, maxLength: 6 }), (algorithm, parts) => {
      const sums = parts.map((bytes) => ({ value: checksumOf(algorithm, bytes), sizeBytes: bytes.length }));
      const whole = wholeChecksum({ algorithm, type: 'FULL_OBJECT' }, sums);
      assert.deepEqual(whole, { algorithm, value: checksumOf(algorithm, Buffer.concat(parts)) });
      assert.equal(checksumType(whole), 'FULL_OBJECT');
    }),
  );
});

test('a second part of gibibytes counts with its length, and many parts of one size take no time', () => {
  const zeros = (sizeBytes: number) => ({ value: 'AAAAAA==', sizeBytes });
  const plan = { algorithm: 'crc32', type: 'FULL_OBJECT' } as const;
  const atOnce = wholeChecksum(plan, [{ value: '/////w==', sizeBytes: 1 }, zeros(5 * 1024 ** 3)]);
  const inTwo = wholeChecksum(plan, [{ value: '/////w==', sizeBytes: 1 }, zeros(1024 ** 3), zeros(4 * 1024 ** 3)]);
  assert.deepEqual(atOnce, inTwo);
  const sums = Array.from({ length: 10_000 }, () => ({ value: 'AAAAAAAAAAE=', sizeBytes: 5 * 1024 ** 2 }));
  assert.equal(
    Buffer.from(wholeChecksum({ algorithm: 'crc64nvme', type: 'FULL_OBJECT' }, sums).value, 'base64').length,
    8,
  );
});

test('a composite checksum is the checksum of checksums, with the number of parts', () => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const parts = ['a', 'b'].map((text) => ({ value: digest(text).toString('base64'), sizeBytes: 1 }));
  const value = createHash('sha256').update(Buffer.concat([digest('a'), digest('b')])).digest('base64'); // biome-ignore format: one line
  const whole = wholeChecksum({ algorithm: 'sha256', type: 'COMPOSITE' }, parts);
  assert.deepEqual(whole, { algorithm: 'sha256', value: `${value}-2` });
  assert.equal(checksumType(whole), 'COMPOSITE');
});

test('which algorithm goes with which type', () => {
  const plan = (algorithm?: string, type?: string) =>
    readChecksumPlan(
      new Map(
        Object.entries({ 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }).flatMap(
          ([name, value]) => (value === undefined ? [] : [[name, value] as const]),
        ),
      ),
    );
  assert.equal(plan(), undefined);
  assert.deepEqual(plan('CRC32'), { algorithm: 'crc32', type: 'COMPOSITE' });
  assert.deepEqual(plan('CRC32C', 'FULL_OBJECT'), { algorithm: 'crc32c', type: 'FULL_OBJECT' });
  assert.deepEqual(plan('CRC64NVME'), { algorithm: 'crc64nvme', type: 'FULL_OBJECT' });
  assert.deepEqual(plan('SHA1'), { algorithm: 'sha1', type: 'COMPOSITE' });
  for (const [algorithm, type] of [
    ['SHA256', 'FULL_OBJECT'],
    ['CRC64NVME', 'COMPOSITE'],
    ['MD5'],
    [undefined, 'COMPOSITE'],
    ['CRC32', 'X'],
  ]) {
    // biome-ignore format: one line
    assert.throws(() => plan(algorithm, type), (error) => error instanceof S3Error && error.code === 'InvalidRequest');
  }
});
