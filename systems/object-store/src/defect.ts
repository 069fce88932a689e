/**
 * Loads a planted defect by name, and only when one was asked for: the store as it is meant to be never imports `defects/`.
 * A defect that runs says so in the log, as a warning.
 */
import { readdir } from 'node:fs/promises';
import type { Defect, Materials, Parts } from './parts.ts';

const folder = new URL('../defects/', import.meta.url);

/** The parts as they are without a defect; throws an Error that lists the names when the name is unknown. */
export async function plantDefect(parts: Parts, materials: Materials): Promise<Parts> {
  const name = materials.options.defect;
  if (name === undefined) return parts;
  const known = await defectNames();
  if (!known.includes(name)) throw new Error(`There is no defect named '${name}'. Known: ${known.join(', ')}.`);
  const { plant } = (await import(new URL(`${name}.ts`, folder).href)) as { readonly plant: Defect };
  materials.log.warn({ defect: name }, 'a defect is planted in this store: it is wrong on purpose');
  return plant(parts, materials);
}

async function defectNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => /^[a-z-]+\.ts$/.test(file)).map((file) => file.slice(0, -'.ts'.length));
}
