/** Plants the defect that was asked for, if any: the store as it is meant to be never imports `defects/`. */
import { loadDefect } from '@seatrial/service-process';
import type { Defect, Materials, Parts } from './parts.ts';

const folder = new URL('../defects/', import.meta.url);

/** The parts as they are without a defect; throws an Error that lists the names when the name is unknown. */
export async function plantDefect(parts: Parts, materials: Materials): Promise<Parts> {
  const { options, log } = materials;
  if (options.defect === undefined) return parts;
  const plant = await loadDefect<Defect>(folder, options.defect, log);
  return plant(parts, materials);
}
