/** What the process answers to whoever started it. A verdict is an answer; everything else says why there is none. */
import type { Verdict } from '../judge/finding.ts';

export const EXIT = {
  proven: 0,
  disproven: 1,
  unproven: 2,
  /** The plan or the arguments are wrong: nothing was started, or the run was ended and its evidence kept. */
  invalid: 64,
  /** Seatrial or the disk failed: evidence could not be kept. */
  ourFault: 70,
  interrupted: 130,
} as const satisfies Record<Verdict, number> & Record<string, number>;
