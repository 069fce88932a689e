/**
 * What a trial of the store may be given: `--set defect=name` plants that flaw in the store, `--set brief=true` halves times and rounds.
 * `npm run defects` uses both.
 */
import { setting } from 'seatrial';

const defect = setting('defect', '');
export const brief = setting('brief', false);

/** Arguments of the store's command. */
export const defectArguments = defect === '' ? [] : ['--defect', defect];

export function nameOf(trial: string): string {
  return defect === '' ? trial : `${trial} with ${defect}`;
}
