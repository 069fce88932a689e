/**
 * The folder that instances keep their data in during one trial. Its name begins with the pid of its owner: the next trial
 * removes the folders of dead owners, and leaves those of living ones alone.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess } from './process-table.ts';

/** Makes the folder for this process, after removing those of dead ones. */
export function openDataFolder(parent: string): { folder: string; remove: () => void } {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const owner = Number(/^(\d+)-/.exec(name)?.[1]);
    if (owner > 0 && owner !== process.pid && readProcess(owner) === null) removeFolder(join(parent, name));
  }
  const folder = mkdtempSync(join(parent, `${process.pid}-`));
  return { folder, remove: () => removeFolder(folder) };
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
