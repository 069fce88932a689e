/**
 * Loads a planted defect by name, and only when one was asked for: a service as it is meant to be never imports `defects/`. A defect that
 * runs says so in the log, as a warning.
 */
import { readdir } from 'node:fs/promises';
import type { Logger } from '@seatrial/service-log';

/** What the file `NAME.ts` of the folder exports as `plant`. Throws an Error that lists the names when the name is unknown. */
export async function loadDefect<Plant>(folder: URL, name: string, log: Logger): Promise<Plant> {
  const known = await defectNames(folder);
  if (!known.includes(name)) throw new Error(`There is no defect named '${name}'. Known: ${known.join(', ')}.`);
  const { plant } = (await import(new URL(`${name}.ts`, folder).href)) as { readonly plant: Plant };
  log.warn({ defect: name }, 'a defect is planted here: it is wrong on purpose');
  return plant;
}

async function defectNames(folder: URL): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => /^[a-z-]+\.ts$/.test(file)).map((file) => file.slice(0, -'.ts'.length));
}
