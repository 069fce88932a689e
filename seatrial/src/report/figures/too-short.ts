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

/** Iterations under way go on in the grace after a load: what they may show is not said to be beyond proof. */
function tooSoonOver(claim: RecoveryClaim, loads: readonly ResolvedLoad[]): string | null {
  const [within, sustained] = [parseDuration(claim.within), parseDuration(claim.sustained)];
  if (!within.ok || !sustained.ok) return null;
  const names = new Set(coveredBy(claim, loads).map(({ group }) => group));
  const left = loads.flatMap((phase) => (names.has(phase.group) ? leftBehindFaults(phase, claim.after, loads) : []));
  const [briefest] = left.toSorted((a, b) => a.graceEndMs - b.graceEndMs);
  if (briefest && briefest.graceEndMs < sustained.value) {
    const { endMs, graceEndMs } = briefest;
    const ends = endsAfter(briefest, claim);
    const graceMs = graceEndMs - Math.max(0, endMs);
    return graceMs <= 0
      ? `${ends}, and a recovery goes on for ${claim.sustained}: this cannot be proven`
      : `${ends}, and ${formatUs(graceMs * 1000)} of grace follow: a recovery goes on for ${claim.sustained}, and this cannot be proven`;
  }
  const [least] = left.toSorted((a, b) => a.endMs - b.endMs);
  if (!least || least.endMs >= Math.max(within.value, sustained.value)) return null;
  return least.endMs < sustained.value
    ? `${endsAfter(least, claim)}, and a recovery goes on for ${claim.sustained}: only iterations that go on in its grace can show it`
    : `${endsAfter(least, claim)}: a recovery that takes longer may be unproven, though ${claim.within} are claimed`;
}

/** How long the loads go on after a fault was undone, and how long their iterations at most. */
interface Left {
  readonly phase: ResolvedLoad;
  readonly endMs: number;
  readonly graceEndMs: number;
}

/** Of each such fault of a phase; nothing where the answers of the system decide when a load beside it ends. */
function leftBehindFaults(phase: ResolvedLoad, after: RecoveryClaim['after'], loads: readonly ResolvedLoad[]): Left[] {
  const beside = loads.filter(({ group }) => group === phase.group);
  if (beside.some(({ executor }) => executor.kind === 'iterations')) return [];
  const endMs = Math.max(...beside.map(({ startAfterMs, durationMs }) => startAfterMs + durationMs));
  const graceEndMs = Math.max(...beside.map((one) => one.startAfterMs + one.durationMs + one.gracefulStopMs));
  return phase.faults
    .filter(({ kind }) => kind === after)
    .map(({ atMs, holdMs }) => {
      const undoneMs = phase.startAfterMs + atMs + holdMs;
      return { phase, endMs: endMs - undoneMs, graceEndMs: graceEndMs - undoneMs };
    });
}

function endsAfter({ phase, endMs }: Left, { after }: RecoveryClaim): string {
  return `phase '${phase.name}' ends ${formatUs(Math.max(0, endMs) * 1000)} after its ${after} is undone`;
}

function named(part: readonly ResolvedLoad[]): string {
  const names = part.map(({ name }) => `'${name}'`).join(', ');
  return part.length === 1 ? `phase ${names} begins` : `phases ${names} begin`;
}
