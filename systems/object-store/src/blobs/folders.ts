/** The folders that blobs live in: where each goes by its id, and how its entry there is made durable. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SharedSync } from '../chunks/shared-sync.ts';

export interface Folders {
  readonly incoming: string;
  readonly shards: readonly string[];
  readonly pathOf: (id: string) => string;
  /** Makes the directory entry of a blob durable. */
  readonly syncOf: (id: string) => SharedSync;
}

/** Makes what is missing, durably. */
export async function makeFolders(directory: string): Promise<Folders> {
  const incoming = join(directory, 'incoming');
  const blobs = join(directory, 'blobs');
  const shards = [...'0123456789abcdef'].map((digit) => join(blobs, digit));
  for (const path of [incoming, ...shards]) await mkdir(path, { recursive: true });
  for (const path of [blobs, directory]) await syncDirectory(path);
  const syncs = new Map(shards.map((shard) => [shard, new SharedSync(() => syncDirectory(shard))]));
  const shardOf = (id: string): string => join(blobs, id.slice(0, 1));
  return {
    incoming,
    shards,
    pathOf: (id) => join(shardOf(id), id),
    syncOf(id) {
      const sync = syncs.get(shardOf(id));
      if (sync === undefined) throw new Error(`The blob id ${id} does not begin with a hex digit.`);
      return sync;
    },
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
