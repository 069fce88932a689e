/** Why the healthy system, as a leg of it came out, lets nothing be measured. */
import type { Leg } from './legs.ts';
import type { LegRun } from './run-leg.ts';

/** Why nothing can be measured. */
export interface PowerRefusal {
  readonly problem: string;
  readonly hint: string;
}

/** Null where the leg can be used; `place` is where its run directory is kept. */
export function powerRefusal({ name }: Leg, run: LegRun, place: string | null): PowerRefusal | null {
  const hint = place === null ? 'run the plan by itself first' : `npx seatrial explain ${place}`;
  const without = `without a mutant, of the phases ${name}`;
  if (run.ending === 'system gone') return { problem: `${run.because} ${without}`, hint };
  if (run.ending === 'broken') return { problem: `the trial has no verdict ${without}: ${run.because}`, hint };
  const disproven = run.findings.filter(({ verdict }) => verdict === 'disproven').map(({ claim }) => claim);
  if (disproven.length > 0) return { problem: `'${disproven.join("', '")}' is disproven ${without}`, hint };
  if (run.ending === 'timed out') return { problem: `the trial did not end: ${run.because} ${without}`, hint };
  if (run.findings.some(({ verdict }) => verdict === 'proven')) return null;
  return { problem: `no claim is proven ${without}`, hint };
}
