/**
 * Where instances keep their data during one trial. The folder's name carries the process that owns it, so that what a
 * trial that died left behind is found and removed by the next one, and a trial beside us is left alone.
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
