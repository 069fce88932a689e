/** The checksums that S3 clients may send with an upload, by name, all behind one small running interface. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { Crc64Nvme } from './crc64nvme.ts';

export const CHECKSUM_BYTES = { crc32: 4, crc32c: 4, crc64nvme: 8, sha1: 20, sha256: 32 } as const;

export type ChecksumAlgorithm = keyof typeof CHECKSUM_BYTES;

/** What an object is vouched for by where its client chose nothing. Source: "Checking object integrity", Amazon S3 user guide. */
export const DEFAULT_CHECKSUM: ChecksumAlgorithm = 'crc64nvme';

export interface RunningChecksum {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(CHECKSUM_BYTES, name);
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (algorithm === 'crc32') return runningCrc(crc32);
  if (algorithm === 'crc32c') return runningCrc(crc32c);
  if (algorithm === 'crc64nvme') return new Crc64Nvme();
  return createHash(algorithm);
}

function runningCrc(next: (bytes: Uint8Array, crc: number) => number): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = next(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}
