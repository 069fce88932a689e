/**
 * The folders that chunks live in: `incoming/ID` while they are written, `chunks/X/ID` afterwards. X is the id's last digit, because
 * all chunks of one session begin alike.
 */
import { mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SharedSync } from './shared-sync.ts';

const digits = [...'0123456789abcdef'];

export interface Folders {
  readonly incoming: string;
  /** In the order of listings. */
  readonly shards: readonly string[];
  readonly shardOf: (id: string) => string;
  readonly pathOf: (id: string) => string;
  /** Makes the directory entry of a chunk durable. */
  readonly syncOf: (id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes what is missing, durably, and removes what an earlier process left half-written. */
export async function openFolders(directory: string): Promise<Folders> {
  const incoming = join(directory, 'incoming');
  const chunks = join(directory, 'chunks');
  const shards = digits.map((digit) => join(chunks, digit));
  for (const path of [incoming, ...shards]) await mkdir(path, { recursive: true });
  for (const path of [chunks, directory]) {
    const handle = await open(path);
    await handle.sync().finally(() => handle.close());
  }
  for (const name of await readdir(incoming)) await unlink(join(incoming, name));
  const handles = await Promise.all(shards.map((shard) => open(shard)));
  const syncs = new Map(digits.map((digit, index) => [digit, new SharedSync(async () => handles[index]?.sync())]));
  const shardOf = (id: string): string => join(chunks, id.slice(-1));
  return {
    incoming,
    shards,
    shardOf,
    pathOf: (id) => join(shardOf(id), id),
    async syncOf(id) {
      const sync = syncs.get(id.slice(-1));
      if (sync === undefined) throw new Error(`The chunk id ${id} does not end in a hex digit.`);
      await sync.request();
    },
    async close() {
      for (const handle of handles) await handle.close();
    },
  };
}
