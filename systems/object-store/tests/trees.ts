/** Folders of files to send and to compare: names that are hard on clients, and sizes from nothing to many parts. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Bytes by path. */
export type Tree = Readonly<Record<string, Buffer>>;

const largeBytes = 20_000_000;

export const unicodeName = 'folder/ä ö 日本 🚢.txt';

export function everydayTree(): Tree {
  return {
    empty: Buffer.alloc(0),
    'small.txt': Buffer.from('small'),
    [unicodeName]: Buffer.from('unicode'),
    'folder/deep/er/plus + percent %41 & <quotes> \'"~=;,@.txt': Buffer.from('punctuation'),
    'large.bin': randomBytes(largeBytes),
  };
}

export async function plant(folder: string, tree: Tree): Promise<string> {
  for (const [path, bytes] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** What a folder has, in a form that two can be compared in and that can be printed: paths with sizes and digests. */
export async function seen(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name));
  return described(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path)])));
}

/** The same of a tree. */
export function sight(tree: Tree): readonly string[] {
  return described(Object.entries(tree));
}

function described(files: readonly (readonly [path: string, bytes: Buffer])[]): readonly string[] {
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return files.map(([path, bytes]) => `${path} ${bytes.length} ${digest(bytes)}`).sort();
}
