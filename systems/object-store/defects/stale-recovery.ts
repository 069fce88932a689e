/**
 * Defect, seed flaw M9 (health that does not look): after a crash the store says at once that it is healthy, but every request hangs for
 * 8 seconds. It knows of the crash from a file that only a clean stop removes. The trial kills twice: a hang that lasts until the
 * second kill would leave nothing that had worked before it.
 */
import { existsSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Metadata } from '../src/metadata/metadata.ts';
import type { Defect } from '../src/parts.ts';

const HANGS_FOR_MS = 8_000;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'recovery after kill within 3s';

export const plant: Defect = async (parts, { options }) => {
  const marker = join(options.dataDirectory, 'unclean');
  const ready = existsSync(marker) ? sleep(HANGS_FOR_MS) : Promise.resolve();
  await writeFile(marker, '');
  return { ...parts, metadata: hangingUntil(ready, parts.metadata, () => unlink(marker)) };
};

function hangingUntil(ready: Promise<unknown>, honest: Metadata, onClose: () => Promise<void>): Metadata {
  const late =
    <Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await ready;
      return method(...args);
    };
  return {
    ...honest,
    createBucket: late(honest.createBucket),
    bucket: late(honest.bucket),
    listBuckets: late(honest.listBuckets),
    async close() {
      await onClose();
      await honest.close();
    },
  };
}
