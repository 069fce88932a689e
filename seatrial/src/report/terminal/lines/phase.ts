/** Phases as they begin and end, in a line each. */
import type { PhaseFact } from '../../../evidence/records/phase.ts';
import type { Lines } from './line.ts';

export const phaseLines: Lines<PhaseFact> = {
  'phase-started': ({ phase, described }) => `phase ${phase}: ${described}`,
  'phase-ended': ({ phase, outcome, because }, { totalsOf }) => {
    const totals = totalsOf(phase);
    return `phase ${phase} ${outcome}${because ? `: ${because}` : ''}${totals === null ? '' : `, ${totals}`}`;
  },
};
