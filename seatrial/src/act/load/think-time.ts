/** How long a user thinks, in milliseconds: `t.think` and `t.sleep`. A time that can not be read is the journey's mistake. */
import type { ThinkTime } from '../../plan/journey.ts';
import { exponential, normal, uniform } from '../../std/distribution.ts';
import type { Random } from '../../std/random.ts';
import { parseDuration } from '../../std/units.ts';

/** Draws one think time. Throws a sentence for a time that is none. */
export function thinkMs(time: ThinkTime, random: Random): number {
  if (typeof time === 'string') return milliseconds('t.think', time);
  if ('between' in time) {
    const [from, to] = time.between.map((text) => milliseconds('t.think between', text));
    return uniform(random, from ?? 0, to ?? 0);
  }
  const meanMs = milliseconds('t.think mean', time.mean);
  if (time.distribution === 'exponential') return exponential(random, meanMs);
  if (time.distribution === 'normal') {
    const deviationMs = time.sd === undefined ? meanMs / 4 : milliseconds('t.think sd', time.sd);
    return Math.max(0, normal(random, meanMs, deviationMs));
  }
  const { distribution } = time as { distribution: unknown };
  throw new Error(`t.think: there is no distribution '${distribution}'; write 'exponential' or 'normal'`);
}

export function milliseconds(what: string, text: unknown): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new Error(`${what}: ${parsed.problem}; ${parsed.hint}`);
  return parsed.value;
}
