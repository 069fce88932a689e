/**
 * What the environment asks of a trial: OBJECT_STORE_DEFECT=name plants that flaw in the store, OBJECT_STORE_BRIEF=1 halves times and
 * rounds, OBJECT_STORE_CLAIM='id of a claim' leaves out the parts that this claim is not of. `npm run defects` uses all three.
 */
import type { Part } from '@seatrial/kit-s3';

export const defect = process.env.OBJECT_STORE_DEFECT || undefined;
export const brief = process.env.OBJECT_STORE_BRIEF === '1';

/** Arguments of the store's command. */
export const defectArguments = defect === undefined ? [] : ['--defect', defect];

export function nameOf(trial: string): string {
  return defect === undefined ? trial : `${trial} with ${defect}`;
}

/** `prepared` comes before any other part. */
export function selected(prepared: Part, parts: readonly Part[]): Part[] {
  const id = process.env.OBJECT_STORE_CLAIM;
  const wanted = parts.filter(({ claims }) => id === undefined || claims.some((claim) => claim.id === id));
  if (wanted.length === 0) throw new Error(`No part of this trial has the claim '${id}'.`);
  return [prepared, ...wanted];
}
