/**
 * Whether a journey was certainly still down when it should have worked: no stretch that may have been good began in time,
 * and once the time was over more failed than before makes plausible, or nothing was answered although requests waited.
 * Where the load asked for nothing, nothing is certain.
 */
import { formatUs } from '../../std/units.ts';
import type { Span } from '../measured-time.ts';
import { outOf } from '../wording.ts';
import { nounOf, sum } from './completions.ts';
import type { Bounds, FaultInPhase } from './fault-in-phase.ts';
import { mayBeConnections, newIn, streamsOf } from './new-failures.ts';
import { chanceOf, NO_CHANCE, UNLIKELY } from './usual.ts';
import { silencesOf, waitsOfKnown } from './waits.ts';

export interface StillDown {
  /** Until when it certainly was down, at the least. */
  readonly untilUs: number;
  readonly sentence: string;
}

/** Null when it may have worked in time. */
export function stillDown(fault: FaultInPhase, { withinUs, sustainedUs }: Bounds): StillDown | null {
  const { did, undoneUs, usual } = fault;
  const endUs = Math.min(fault.endUs, fault.disturbedUs);
  const dueUs = undoneUs + withinUs;
  const unusualUs = Math.max(withinUs, sustainedUs) + 2 * usual.longestServiceUs;
  const silences = silencesOf(waitsOfKnown(did, usual), did, { fromUs: undoneUs, toUs: endUs }, unusualUs);
  const upUs = mayHaveWorkedFrom(fault, { fromUs: undoneUs, toUs: endUs }, sustainedUs, silences);
  if (upUs <= dueUs) return null;
  for (const stream of streamsOf(fault)) {
    const { noun, windows, before } = stream;
    const last = windows.inside(dueUs, upUs).findLast(({ failed }) => failed > 0);
    const chance = chanceOf(newIn(windows, { fromUs: dueUs, toUs: upUs }, undoneUs), before);
    if (!last || chance >= NO_CHANCE || mayBeConnections(fault, stream, { fromUs: dueUs, toUs: upUs })) continue;
    const since = windows.inside(undoneUs, last.toUs);
    const { count, failed } = sum(since);
    const until = formatUs(last.toUs - undoneUs);
    return {
      untilUs: last.fromUs,
      sentence: `${outOf(failed, count, nounOf(noun, since))} failed in the ${until} after it was undone`,
    };
  }
  const silence = silences.findLast(({ toUs }) => toUs > dueUs);
  if (!silence) return null;
  const [from, to] = [silence.fromUs - undoneUs, silence.toUs - undoneUs].map(formatUs);
  const sentence = `nothing succeeded from ${from} to ${to} after it was undone, although a ${did.noun} was waited for`;
  return { untilUs: silence.toUs, sentence };
}

/** From when on it may have worked for the sustained time, for all that is certain; the end when never. */
function mayHaveWorkedFrom(fault: FaultInPhase, during: Span, sustainedUs: number, silences: readonly Span[]): number {
  const { did, undoneUs } = fault;
  const endUs = during.toUs;
  const streams = streamsOf(fault);
  for (const success of did.windows.touching(undoneUs, endUs)) {
    if (success.failed === success.count) continue;
    const fromUs = Math.max(undoneUs, success.fromUs);
    const stretch = { fromUs, toUs: Math.min(endUs, fromUs + sustainedUs) };
    const silent = silences.some((silence) => silence.fromUs < stretch.toUs && silence.toUs > fromUs);
    const fails = streams.some(({ windows, before }) => chanceOf(newIn(windows, stretch, undoneUs), before) < UNLIKELY);
    if (!silent && !fails) return fromUs;
  }
  return endUs;
}
