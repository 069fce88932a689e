/** Checksums against published check values, and the sliced implementations against a bit-by-bit one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChecksumAlgorithm, startChecksum } from './checksum.ts';

const checkValues: Readonly<Record<ChecksumAlgorithm, string>> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

for (const [name, expected] of Object.entries(checkValues)) {
  test(`${name} of 123456789`, () => {
    const running = startChecksum(name as ChecksumAlgorithm);
    running.update(Buffer.from('123456789'));
    assert.equal(running.digest().toString('hex'), expected);
  });
}

const reflected = {
  crc32: [32n, 0xedb88320n],
  crc32c: [32n, 0x82f63b78n],
  crc64nvme: [64n, 0x9a6c9329ac4bc9b5n],
} as const;

function bitByBit(name: keyof typeof reflected, bytes: Uint8Array): string {
  const [width, polynomial] = reflected[name];
  const ones = (1n << width) - 1n;
  let value = ones;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  }
  return (value ^ ones).toString(16).padStart(Number(width) / 4, '0');
}

test('every CRC is what its polynomial says, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('crc32', 'crc32c', 'crc64nvme'),
      fc.array(fc.uint8Array({ maxLength: 40 })),
      (name, parts) => {
        const running = startChecksum(name);
        for (const part of parts) running.update(part);
        assert.equal(running.digest().toString('hex'), bitByBit(name, Buffer.concat(parts)));
      },
    ),
  );
});
