/** Which plan is meant where none is named: the one that `seatrial new` writes, which in a CommonJS folder ends in `.mts`. */
import { existsSync } from 'node:fs';

export const PLANS = ['trial.ts', 'trial.mts'] as const;

/** The first that is there; `trial.ts` where none is, for the complaint. */
export function defaultPlan(): string {
  return PLANS.find((name) => existsSync(name)) ?? PLANS[0];
}
