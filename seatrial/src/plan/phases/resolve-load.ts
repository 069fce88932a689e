/** A phase of load in numbers: its executor, what its options say, and its faults. */
import { many } from '../../std/many.ts';
import { shown } from '../../std/shown.ts';
import { formatRate, formatUs, type Parsed, parseDuration, parseRate } from '../../std/units.ts';
import { resolveFaults } from '../faults/resolve.ts';
import { checkOptions, isPlain, textOr } from '../options.ts';
import type { Problems } from '../problems.ts';
import { checkJourney } from '../shapes.ts';
import type { ResolvedOnJourney } from './base.ts';
import { LOADS, type LoadOptions, type LoadPhase, type Profile, RAMP } from './load.ts';
import { onJourney } from './on-journey.ts';
import type { PhaseSpec } from './spec.ts';

const MAX_USERS_FOR_RATE = 200;
const GRACEFUL_STOP = '10s';
const ITERATIONS_WITHIN = '10m';

/** A straight line from one level to another. */
export interface Stage {
  readonly from: number;
  readonly to: number;
  readonly durationMs: number;
}

/** How a load is driven. `users` holds users constant or ramps them, `rate` holds arrivals (levels are per second). */
export type Executor =
  | { readonly kind: 'users'; readonly stages: readonly Stage[]; readonly maxUsers: number }
  | { readonly kind: 'rate'; readonly stages: readonly Stage[]; readonly maxUsers: number }
  | {
      readonly kind: 'iterations';
      readonly iterations: number;
      /** Whether every user does that many, or all of them together. */
      readonly each: boolean;
      readonly users: number;
      readonly maxDurationMs: number;
    };

export interface ResolvedLoad extends ResolvedOnJourney {
  readonly kind: 'load';
  readonly executor: Executor;
  readonly gracefulStopMs: number;
  /** From start to start of a user's iterations, at least; 0 where a user begins again when done. */
  readonly paceMs: number;
  /** Of a number of iterations, at most. */
  readonly durationMs: number;
}

export const loadSpec: PhaseSpec<LoadPhase, ResolvedLoad> = {
  runsTogether: true,
  checkShape(path, { journey, options }, problems) {
    checkJourney(`${path}.journey`, journey, problems);
    const hint = "write load('baseline', order, { users: 10, for: '30s' })";
    if (!isPlain(options)) problems.add(path, `${shown(options)} is not a set of options`, hint);
  },
  resolve(place, base, systems, problems) {
    const { path, phase } = place;
    const { options } = phase;
    const on = onJourney(place, systems, problems);
    const { startAfter } = options;
    const startAfterMs = startAfter === undefined ? 0 : problems.take(`${path}.startAfter`, parseDuration(startAfter));
    checkOptions(
      path,
      options,
      { ...LOADS.users, ...LOADS.rate, ...LOADS.iterations, ...LOADS.iterationsEach },
      problems,
    );
    const executor = resolveExecutor(path, options, problems);
    const durationMs = durationOf(executor);
    checkSomething(path, executor, durationMs, problems);
    const faults = resolveFaults(`${path}.faults`, options.faults ?? [], durationMs, systems, problems);
    const graceful = options.gracefulStop ?? GRACEFUL_STOP;
    const gracefulStopMs = problems.take(`${path}.gracefulStop`, parseDuration(graceful));
    const pace = 'pace' in options ? options.pace : undefined;
    const paceMs = pace === undefined ? 0 : problems.take(`${path}.pace`, parseDuration(pace));
    const paced = pace === undefined ? '' : `, one per ${textOr(pace)} each`;
    const late = startAfter === undefined ? '' : `, ${textOr(startAfter)} after the start`;
    const described = describe(executor) + paced + late;
    const plannedMs = executor.kind === 'iterations' ? null : durationMs;
    const how = { executor, faults, gracefulStopMs, paceMs, durationMs, plannedMs };
    return { ...base, ...on, ...how, kind: 'load', startAfterMs, described };
  },
};

function resolveExecutor(path: string, options: LoadOptions, problems: Problems): Executor {
  const given = ['rate', 'iterations', 'iterationsEach', 'users', 'pace'].filter((key) => key in options);
  const models = given.filter((key) => key !== 'users' && key !== 'pace');
  if (given.length === 0 || models.length > 1 || (given.includes('rate') && given.length > 1)) {
    const problem = given.length === 0 ? 'nothing says how much load' : `${given.join(' and ')} contradict each other`;
    problems.add(
      path,
      problem,
      "give one of users: 10, rate: '100/s', or iterations: 500 (iterationsEach: 20) with users",
    );
  }
  if (models.length <= 1) checkFitting(path, options, models[0] ?? 'users', problems);
  if ('rate' in options) {
    const stages = resolveStages(`${path}.rate`, options.rate, options.for, parseRate, problems);
    const maxUsers = problems.wholeNumber(`${path}.maxUsers`, options.maxUsers ?? MAX_USERS_FOR_RATE, 1);
    return { kind: 'rate', stages, maxUsers };
  }
  if ('iterations' in options || 'iterationsEach' in options) {
    const each = 'iterationsEach' in options;
    const [key, count] = each ? ['iterationsEach', options.iterationsEach] : ['iterations', options.iterations];
    const iterations = problems.wholeNumber(`${path}.${key}`, count, 1);
    const users = problems.wholeNumber(`${path}.users`, options.users, 1);
    const maxDurationMs = problems.take(`${path}.for`, parseDuration(options.for ?? ITERATIONS_WITHIN));
    return { kind: 'iterations', iterations, each, users, maxDurationMs };
  }
  if (given.length === 0) return { kind: 'users', stages: [], maxUsers: 1 };
  const stages = resolveStages(`${path}.users`, options.users, options.for, parseUsers, problems);
  return { kind: 'users', stages, maxUsers: Math.max(1, ...stages.flatMap((stage) => [stage.from, stage.to])) };
}

/** Options of another way to drive a load would be without effect here. `users`, `rate` and `pace` contradict, which was told. */
function checkFitting(path: string, options: LoadOptions, model: string, problems: Problems): void {
  const fitting = LOADS[model as keyof typeof LOADS];
  const others = Object.keys(options).filter((name) => Object.values(LOADS).some((names) => name in names));
  for (const name of others.filter((each) => !(each in fitting) && each !== 'users' && each !== 'pace'))
    problems.add(
      `${path}.${name}`,
      `a load by ${model} takes no '${name}'`,
      `it takes ${Object.keys(fitting).join(', ')}`,
    );
}

function parseUsers(level: unknown): Parsed {
  if (typeof level === 'number' && Number.isInteger(level) && level >= 0) return { ok: true, value: level };
  return {
    ok: false,
    problem: `${shown(level)} is not a number of users`,
    hint: 'write a whole number, such as 10',
  };
}

/** A constant level becomes one stage of `for`; a ramp brings its own durations and takes no `for`. */
function resolveStages<Level>(
  path: string,
  profile: Profile<Level>,
  duration: unknown,
  parse: (level: unknown) => Parsed,
  problems: Problems,
): Stage[] {
  const forPath = path.replace(/[^.]+$/, 'for');
  if (!Array.isArray(profile)) {
    const level = problems.take(path, parse(profile));
    if (duration === undefined) problems.add(forPath, 'nothing says how long', "add for: '30s'");
    const durationMs = duration === undefined ? Number.NaN : problems.take(forPath, parseDuration(duration));
    return [{ from: level, to: level, durationMs }];
  }
  const [start, ...ramps] = profile as readonly [Level, ...{ to: Level; over: unknown }[]];
  if (duration !== undefined)
    problems.add(forPath, 'a ramp brings its own duration', "remove for, or add { to: ..., over: '...' }");
  if (ramps.length === 0) problems.add(path, 'a ramp has no steps', "write ['10/s', { to: '200/s', over: '10s' }]");
  let from = problems.take(`${path}[0]`, parse(start));
  return ramps.map((ramp, index) => {
    checkOptions(`${path}[${index + 1}]`, ramp, RAMP, problems);
    const { to: level, over } = isPlain(ramp) ? ramp : { to: undefined, over: undefined };
    const to = problems.take(`${path}[${index + 1}].to`, parse(level as Level));
    const durationMs = problems.take(`${path}[${index + 1}].over`, parseDuration(over));
    const stage = { from, to, durationMs };
    from = to;
    return stage;
  });
}

/** A phase in which nothing is ever due would be evidence of nothing. */
function checkSomething(path: string, executor: Executor, durationMs: number, problems: Problems): void {
  const stages = executor.kind === 'iterations' ? null : executor.stages;
  if (stages?.length === 0) return;
  if (durationMs === 0) problems.add(path, 'the phase takes no time', "give it some: for: '30s'");
  else if (stages?.every(({ from, to }) => from === 0 && to === 0))
    problems.add(path, 'the load is 0 all the time', 'write a level above 0');
}

function durationOf(executor: Executor): number {
  if (executor.kind === 'iterations') return executor.maxDurationMs;
  return executor.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
}

/** The executor in words: `10 users for 30s`, `10/s to 200/s over 10s`. */
function describe(executor: Executor): string {
  if (executor.kind === 'iterations')
    return `${many(executor.iterations, 'iteration')} by ${executor.each && executor.users > 1 ? 'each of ' : ''}${many(executor.users, 'user')}`;
  const rate = (value: number): string => (Number.isInteger(value) ? `${value}/s` : formatRate(value));
  const level = (value: number): string => (executor.kind === 'rate' ? rate(value) : many(value, 'user'));
  return executor.stages
    .map(({ from, to, durationMs }) => {
      const time = formatUs(durationMs * 1000);
      return from === to ? `${level(from)} for ${time}` : `${level(from)} to ${level(to)} over ${time}`;
    })
    .join(', ');
}
