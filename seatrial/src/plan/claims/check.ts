/** Checks the claims of a plan against what the plan does: a claim about nothing that happens could never be proven. */
import { shown } from '../../std/shown.ts';
import { tagMistake } from '../../std/tags.ts';
import { type Metric, parseThreshold } from '../../std/threshold.ts';
import { parseDuration, parsePercent } from '../../std/units.ts';
import { FAULTS } from '../faults/fault.ts';
import { checkOptions, isPlain } from '../options.ts';
import { type Problems, suggest } from '../problems.ts';
import type { ResolvedPhase } from '../resolved.ts';
import { ABORT_AFTER, CATEGORIES } from './base.ts';
import type { Claim } from './claim.ts';

const METRIC = { latency: 'time', errors: 'rate', throughput: 'completions' } as const;

export function checkClaims(claims: readonly Claim[], phases: readonly ResolvedPhase[], problems: Problems): void {
  if (claims.length === 0) {
    problems.add(
      'claims',
      'the plan claims nothing',
      "a trial without a claim proves nothing: add claim.errors(journey, 'rate<0.1%')",
    );
  }
  problems.unique(
    'claims',
    claims.map((claim) => claim.id),
    'claim',
  );
  for (const [index, claim] of claims.entries()) checkClaim(`claims[${index}]`, claim, phases, problems);
}

/** Fields of claims that hold text; of the first three, null stands for everything. */
const OR_NULL = ['journey', 'step', 'check'];
const TEXTS = [...OR_NULL, 'metric', 'threshold', 'lag', 'dropped', 'after'];

/** What is no text can neither be checked further nor be shown. */
function areTexts(path: string, claim: Claim, problems: Problems): boolean {
  const wrong = Object.entries(claim).filter(([name, value]) => TEXTS.includes(name) && !isText(name, value));
  for (const [name, value] of wrong) {
    const hint = name === 'journey' ? "give the journey itself: claim.errors(order, 'rate<1%')" : 'write it as text';
    problems.add(`${path}.${name}`, `${shown(value)} is ${name === 'journey' ? 'not a journey' : 'not text'}`, hint);
  }
  return wrong.length === 0;
}

function isText(name: string, value: unknown): boolean {
  return typeof value === 'string' || (value === null && OR_NULL.includes(name));
}

function checkClaim(path: string, claim: Claim, phases: readonly ResolvedPhase[], problems: Problems): void {
  if (!(typeof claim.weight === 'number' && claim.weight > 0 && Number.isFinite(claim.weight)))
    problems.add(`${path}.weight`, `${shown(claim.weight)} is not a weight`, 'write a number above 0');
  if (!CATEGORIES.includes(claim.category)) {
    const known = typeof claim.category === 'string' ? suggest(claim.category, CATEGORIES) : suggest('', CATEGORIES);
    problems.add(`${path}.category`, `there is no category ${shown(claim.category)}`, known);
  }
  if (!areTexts(path, claim, problems)) return;
  checkWhere(path, claim, phases, problems);
  checkBound(path, claim, phases, problems);
}

/** The journey and the phases it is about exist, and the journey runs in those phases. */
function checkWhere(path: string, claim: Claim, phases: readonly ResolvedPhase[], problems: Problems): void {
  const journey = 'journey' in claim ? claim.journey : null;
  const journeys = [...new Set(phases.map((phase) => phase.journey.name))];
  if (journey !== null && !journeys.includes(journey)) {
    problems.add(`${path}.journey`, `no phase runs a journey '${journey}'`, suggest(journey, journeys));
  }
  for (const name of claim.during) {
    const phase = phases.find((candidate) => candidate.name === name);
    if (!phase) {
      const names = phases.map((candidate) => candidate.name);
      problems.add(`${path}.during`, `there is no phase '${name}'`, suggest(name, names));
    } else if (journey !== null && journeys.includes(journey) && phase.journey.name !== journey) {
      problems.add(`${path}.during`, `phase '${name}' does not run '${journey}'`, `it runs '${phase.journey.name}'`);
    }
  }
}

function checkBound(path: string, claim: Claim, phases: readonly ResolvedPhase[], problems: Problems): void {
  if (claim.kind === 'latency' || claim.kind === 'errors' || claim.kind === 'throughput') {
    checkThreshold(`${path}.threshold`, claim.threshold, METRIC[claim.kind], problems);
    const mistake = claim.tags === undefined ? null : tagMistake(claim.tags);
    if (mistake) problems.add(`${path}.tags`, mistake.problem, mistake.hint);
  }
  if (claim.kind === 'generator') {
    checkThreshold(`${path}.lag`, claim.lag, 'trend', problems);
    checkThreshold(`${path}.dropped`, claim.dropped, 'rate', problems);
  }
  if (claim.kind === 'metric') checkMetric(path, claim.threshold, problems);
  if ('minSamples' in claim) problems.wholeNumber(`${path}.minSamples`, claim.minSamples, 1);
  if ('pooled' in claim && claim.pooled !== true)
    problems.add(`${path}.pooled`, `${JSON.stringify(claim.pooled)} is not true or false`, 'write pooled: true');
  if ('abortOnFail' in claim && claim.abortOnFail !== true)
    checkAbort(`${path}.abortOnFail`, claim.abortOnFail, problems);
  if ('minAttempts' in claim) problems.wholeNumber(`${path}.minAttempts`, claim.minAttempts, 1);
  if (claim.kind === 'no-stale-reads' && claim.within !== undefined) {
    problems.take(`${path}.within`, parseDuration(claim.within));
  }
  if (claim.kind === 'no-lost-writes') checkKeptIn(`${path}.keptIn`, claim.keptIn, phases, problems);
  if (claim.kind === 'checks' && problems.take(`${path}.atLeast`, parsePercent(claim.atLeast)) === 0)
    problems.add(
      `${path}.atLeast`,
      `'${claim.atLeast}' cannot be broken`,
      "write a bound that can be broken, such as '99%'",
    );
  if (claim.kind === 'recovery') {
    problems.take(`${path}.within`, parseDuration(claim.within));
    problems.take(`${path}.sustained`, parseDuration(claim.sustained));
    const kinds = Object.keys(FAULTS);
    if (!kinds.includes(claim.after))
      problems.add(`${path}.after`, `there is no fault '${claim.after}'`, suggest(claim.after, kinds));
    else if (!phases.some((phase) => phase.faults.some((fault) => fault.kind === claim.after))) {
      problems.add(
        `${path}.after`,
        `no phase has a fault '${claim.after}'`,
        `add faults: [fault.${claim.after}(...)] to a phase`,
      );
    }
  }
}

/** Where faults are said to hurt what was written, there is one. */
function checkKeptIn(
  path: string,
  keptIn: readonly string[] | undefined,
  phases: readonly ResolvedPhase[],
  problems: Problems,
): void {
  if (keptIn?.length === 0) problems.add(path, 'no system is named', 'name the system that keeps the data: keptIn: db');
  const hit = new Set(phases.flatMap((phase) => phase.faults.map((fault) => fault.target.system)));
  for (const name of keptIn ?? []) {
    if (hit.has(name)) continue;
    const hint = `add a fault of it to a phase: faults: [fault.kill(${name}.instance(1), ...)], or remove keptIn`;
    problems.add(path, `no phase has a fault of system '${name}'`, hint);
  }
}

function checkAbort(path: string, abort: unknown, problems: Problems): void {
  if (!isPlain(abort)) problems.add(path, `${shown(abort)} does not say when`, "write true, or { after: '10s' }");
  else if (checkOptions(path, abort, ABORT_AFTER, problems)) problems.take(`${path}.after`, parseDuration(abort.after));
}

function checkThreshold(path: string, threshold: string | undefined, metric: Metric, problems: Problems): void {
  const parsed = threshold === undefined ? null : parseThreshold(threshold, metric);
  if (parsed?.ok === false) problems.add(path, parsed.problem, parsed.hint);
}

/** What kind of metric it is about is known only when it was measured; one of the kinds must allow it. */
function checkMetric(path: string, threshold: string, problems: Problems): void {
  const parsed = (['trend', 'rate', 'counter', 'gauge'] as const).map((kind) => parseThreshold(threshold, kind));
  const refused = parsed.find((one) => !one.ok && !one.problem.endsWith('cannot be asked here')) ?? parsed[0];
  if (parsed.some(({ ok }) => ok) || refused === undefined || refused.ok) return;
  const hint =
    "write such as 'p(95)<500' of a trend, 'rate>99%' of a rate, 'count<5' of a counter, 'max<100' of a gauge";
  problems.add(`${path}.threshold`, refused.problem, hint);
}
