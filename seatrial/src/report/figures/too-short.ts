/**
 * What a plan's own numbers say about a claim before it runs: whether its load can make as many samples as the claim takes to
 * be shown, and whether a phase goes on long enough behind a fault. Only what is certain is said: a load whose iterations
 * are not known in advance, and a bound of counts, say nothing.
 */
import { enoughForShare, enoughForTimes } from '../../judge/enough.ts';
import type { Claim, ErrorsClaim, LatencyClaim, RecoveryClaim, ThroughputClaim } from '../../plan/claims/claim.ts';
import type { ResolvedPhase } from '../../plan/resolved.ts';
import { many } from '../../std/many.ts';
import { parseThreshold } from '../../std/threshold.ts';
import { formatRate, formatUs, parseDuration } from '../../std/units.ts';

type ResolvedLoad = Extract<ResolvedPhase, { readonly kind: 'load' }>;

/** Why the plan cannot show a claim, or only if its journey does more in an iteration; null where nothing is certain. */
export function tooShort(claim: Claim, phases: readonly ResolvedPhase[]): string | null {
  const loads = phases.filter((phase) => phase.kind === 'load');
  switch (claim.kind) {
    case 'errors':
    case 'latency':
      return tooFewSamples(claim, coveredBy(claim, loads));
    case 'throughput':
      return tooSlow(claim, coveredBy(claim, loads));
    case 'recovery':
      return tooSoonOver(claim, loads);
    default:
      return null;
  }
}

function coveredBy(
  { journey, during }: { readonly journey: string | null; readonly during: readonly string[] },
  loads: readonly ResolvedLoad[],
): ResolvedLoad[] {
  const own = loads.filter((phase) => journey === null || phase.journey.name === journey);
  return during.length === 0 ? own : own.filter(({ name }) => during.includes(name));
}

function tooFewSamples(claim: ErrorsClaim | LatencyClaim, covered: readonly ResolvedLoad[]): string | null {
  const parsed = parseThreshold(claim.threshold, claim.kind === 'errors' ? 'rate' : 'time');
  if (!parsed.ok || parsed.threshold.aggregation === 'count') return null;
  const rule = claim.kind === 'errors' ? enoughForShare(parsed.threshold) : enoughForTimes(parsed.threshold);
  const needed = claim.minSamples ?? rule;
  const parts = claim.pooled === true ? [covered] : covered.map((phase) => [phase]);
  const sized = parts.flatMap((part) => {
    const iterations = part.map(mostIterations);
    return part.length === 0 || iterations.includes(null)
      ? []
      : [{ part, iterations: iterations.reduce<number>((sum, count) => sum + (count ?? 0), 0) }];
  });
  const [fewest] = sized.toSorted((a, b) => a.iterations - b.iterations);
  if (!fewest || fewest.iterations >= needed) return null;
  const { part, iterations } = fewest;
  const what = claim.step === 'iteration' ? '' : ' requests or steps';
  const begins = `${named(part)} at most ${many(iterations, 'iteration')}, and ${claim.threshold} takes ${needed.toLocaleString('en-US')}${what} to show`;
  return `${begins}: ${unless(claim.step, needed / iterations)}this cannot be proven`;
}

function tooSlow(claim: ThroughputClaim, covered: readonly ResolvedLoad[]): string | null {
  const parsed = parseThreshold(claim.threshold, 'completions');
  if (!parsed.ok || claim.pooled === true) return null;
  const { aggregation, operator, bound } = parsed.threshold;
  if (aggregation !== 'rate' || !operator.startsWith('>')) return null;
  const alone = covered.filter(({ group }) => covered.filter((other) => other.group === group).length === 1);
  const slow = alone.flatMap((phase) => {
    const iterations = phase.executor.kind === 'iterations' ? null : mostIterations(phase);
    const rate = iterations === null || phase.durationMs <= 0 ? null : (iterations * 1000) / phase.durationMs;
    return rate !== null && rate < bound ? [{ phase, rate }] : [];
  });
  const [slowest] = slow.toSorted((a, b) => a.rate - b.rate);
  if (!slowest) return null;
  const begins = `phase '${slowest.phase.name}' begins at most ${formatRate(slowest.rate)} iterations, and the claim is ${claim.threshold}`;
  return `${begins}: ${unless(claim.step, bound / slowest.rate)}this cannot be proven`;
}

function unless(step: string | null, times: number): string {
  return step === 'iteration' ? '' : `unless each makes ${Math.ceil(times)} requests, `;
}

/** A bound on the iterations that a load begins; null where its answers decide. */
function mostIterations({ executor, durationMs, paceMs }: ResolvedLoad): number | null {
  switch (executor.kind) {
    case 'iterations':
      return executor.iterations * (executor.each ? executor.users : 1);
    case 'rate':
      return Math.ceil(
        executor.stages.reduce((sum, { from, to, durationMs: ms }) => sum + (((from + to) / 2) * ms) / 1000, 0),
      );
    default:
      return paceMs > 0 ? executor.maxUsers * Math.ceil(durationMs / paceMs) : null;
  }
}

function tooSoonOver(claim: RecoveryClaim, loads: readonly ResolvedLoad[]): string | null {
  const [within, sustained] = [parseDuration(claim.within), parseDuration(claim.sustained)];
  if (!within.ok || !sustained.ok) return null;
  const names = new Set(coveredBy(claim, loads).map(({ group }) => group));
  const left = loads.flatMap((phase) => {
    if (!names.has(phase.group)) return [];
    const beside = loads.filter(({ group }) => group === phase.group);
    if (beside.some(({ executor }) => executor.kind === 'iterations')) return [];
    const endMs = Math.max(...beside.map(({ startAfterMs, durationMs }) => startAfterMs + durationMs));
    return phase.faults
      .filter(({ kind }) => kind === claim.after)
      .map(({ atMs, holdMs }) => ({ phase, ms: endMs - phase.startAfterMs - atMs - holdMs }));
  });
  const [least] = left.toSorted((a, b) => a.ms - b.ms);
  if (!least || least.ms >= Math.max(within.value, sustained.value)) return null;
  const { phase, ms } = least;
  const ends = `phase '${phase.name}' ends ${formatUs(Math.max(0, ms) * 1000)} after its ${claim.after} is undone`;
  return ms < sustained.value
    ? `${ends}, and a recovery goes on for ${claim.sustained}: this cannot be proven`
    : `${ends}: a recovery that takes longer will be unproven, though ${claim.within} are claimed`;
}

function named(part: readonly ResolvedLoad[]): string {
  const names = part.map(({ name }) => `'${name}'`).join(', ');
  return part.length === 1 ? `phase ${names} begins` : `phases ${names} begin`;
}
