/**
 * Where the stores of a trial keep their bytes, so that a trial can look at the disks and damage them. The folder belongs to the process
 * of the trial, is the same in all its threads, and goes with it.
 */
import { open, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataBytes } from '../src/chunks/footer.ts';

export const disks = join(tmpdir(), `object-store-trial-${process.pid}`);

/** The data folder of the gateway, or of a storage server. */
export function diskOf(name: string): string {
  return join(disks, name);
}

/** Files with bytes of chunks, complete or not. */
export async function chunkFiles(disk: string): Promise<string[]> {
  const folders = await Promise.all(
    ['incoming', 'chunks'].map((folder) => readdir(join(disk, folder), { recursive: true, withFileTypes: true })),
  );
  const files = folders.flat().filter((file) => file.isFile() && !file.name.startsWith('check-'));
  return files.map((file) => join(file.parentPath, file.name));
}

/** Bytes of chunks on a disk, without what the store puts behind each. A file that goes meanwhile counts nothing. */
export async function bytesOn(disk: string): Promise<number> {
  const sizes = await Promise.all(
    (await chunkFiles(disk)).map((path) =>
      stat(path).then(
        ({ size }) => dataBytes(size),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, bytes) => sum + Math.max(0, bytes), 0);
}

/** Changes one bit in the middle of a file's data, as a disk does that rots. */
export async function flipBit(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const at = dataBytes((await file.stat()).size) >> 1;
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 4), 0, 1, at);
  await file.close();
}

/** All that a disk kept is gone, as when it was replaced by a new one. */
export async function lose(disk: string): Promise<void> {
  for (const path of await chunkFiles(disk)) await rm(path, { force: true });
}
