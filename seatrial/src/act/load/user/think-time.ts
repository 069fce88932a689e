/** How long a user thinks, in milliseconds: `t.think` and `t.sleep`. A time that cannot be read is the journey's mistake. */
import type { ThinkTime } from '../../../plan/journey.ts';
import { mustBePlain, PlanMistakeError } from '../../../plan/mistake.ts';
import type { OptionNames } from '../../../plan/options.ts';
import { suggest } from '../../../plan/problems.ts';
import { exponential, normal, uniform } from '../../../std/distribution.ts';
import type { Random } from '../../../std/random.ts';
import { milliseconds } from '../options.ts';

type Drawn = Exclude<ThinkTime, string>;

const NAMES: OptionNames<Drawn> = { between: true, mean: true, distribution: true, sd: true };

function checkNames(time: Drawn): void {
  mustBePlain('t.think', time);
  for (const name in time)
    if (!Object.hasOwn(NAMES, name))
      throw new PlanMistakeError(`t.think: there is no option '${name}'; ${suggest(name, Object.keys(NAMES))}`);
}

/** Draws one think time. Throws a sentence for a time that is none. */
export function thinkMs(time: ThinkTime, random: Random): number {
  if (typeof time === 'string') return milliseconds('t.think', time);
  checkNames(time);
  if ('between' in time) {
    if (!Array.isArray(time.between) || time.between.length !== 2)
      throw new PlanMistakeError("t.think between: give two times, such as ['1s', '3s']");
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
  throw new PlanMistakeError(`t.think: there is no distribution '${distribution}'; write 'exponential' or 'normal'`);
}
