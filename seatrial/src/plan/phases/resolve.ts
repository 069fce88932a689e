/** Turns the phases of a plan into what act conducts: executors in numbers, faults with instants, every default filled in. */
import { many } from '../../std/many.ts';
import { shown } from '../../std/shown.ts';
import { formatRate, formatUs, type Parsed, parseDuration, parseRate } from '../../std/units.ts';
import { resolveFaults } from '../faults/resolve.ts';
import { checkOptions, isPlain } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { Executor, ResolvedPhase, Stage } from '../resolved.ts';
import { defaultHeaders } from '../systems/request-defaults.ts';
import { isEndpoint, type System } from '../systems/system.ts';
import {
  LOADS,
  type LoadOptions,
  type Phase,
  type PhaseGroup,
  type Profile,
  RAMP,
  type ReadBackPhase,
} from './phase.ts';

const MAX_USERS_FOR_RATE = 200;
const GRACEFUL_STOP = '10s';
const ITERATIONS_WITHIN = '10m';

/** A phase where it stands in the plan. */
interface Placed {
  readonly path: string;
  readonly phase: Phase;
  readonly group: number;
}

export function resolvePhases(
  written: readonly (Phase | PhaseGroup)[],
  systems: readonly System[],
  problems: Problems,
): ResolvedPhase[] {
  const phases = written.flatMap((item, group) => placed(item, group, problems));
  if (written.length === 0)
    problems.add('phases', 'the plan does nothing', "add a phase with load('baseline', journey, { ... })");
  problems.unique(
    'phases',
    phases.map(({ phase }) => phase.name),
    'phase',
  );
  for (const { path, phase } of phases) checkNames(path, phase, phases, problems);
  const resolved = phases.map((place) => resolvePhase(place, systems, problems));
  const faulty = new Set(resolved.filter(({ faults }) => faults.length > 0).map(({ group }) => group));
  return resolved.map((phase) => (faulty.has(phase.group) ? { ...phase, feelsFault: true } : phase));
}

/** Evidence knows phases and journeys by their names. */
function checkNames(path: string, { name, journey }: Phase, phases: readonly Placed[], problems: Problems): void {
  if (name.trim() === '') problems.add(`${path}.name`, 'the phase has no name', "write load('baseline', ...)");
  if (journey.name.trim() === '') {
    problems.add(`${path}.journey`, 'the journey has no name', "write journey('order', ...)");
    return;
  }
  const first = phases.find(({ phase }) => phase.journey.name === journey.name)?.phase.journey;
  if (first?.run !== journey.run)
    problems.add(`${path}.journey`, `another journey is called '${journey.name}'`, 'give each a name of its own');
}

function placed(item: Phase | PhaseGroup, group: number, problems: Problems): Placed[] {
  const path = `phases[${group}]`;
  if (item.kind !== 'together') return [{ path, phase: item, group }];
  if (item.phases.length === 0) problems.add(path, 'nothing runs together', 'write together([load(...), load(...)])');
  return item.phases.map((phase, index) => {
    const member = `${path}.phases[${index}]`;
    if (phase.kind !== 'load')
      problems.add(member, 'only load can run together', 'put reading back after the group: it is about what was done');
    return { path: member, phase, group };
  });
}

function resolvePhase({ path, phase, group }: Placed, systems: readonly System[], problems: Problems): ResolvedPhase {
  const system = systemOf(path, phase, systems, problems);
  const options = systems.find(({ name }) => name === system)?.options;
  const socket = options !== undefined && isEndpoint(options) ? options.socket : undefined;
  const { tls, ...defaults } = options ?? {};
  const reach = { tls, socket, headers: defaultHeaders(defaults) };
  const base = { name: phase.name, journey: phase.journey, system, ...reach, group, startAfterMs: 0 };
  if (phase.kind === 'read-back') return { ...base, ...resolveReadBack(path, phase, problems) };
  const { startAfter } = phase.options;
  const startAfterMs = startAfter === undefined ? 0 : problems.take(`${path}.startAfter`, parseDuration(startAfter));
  checkOptions(
    path,
    phase.options,
    { ...LOADS.users, ...LOADS.rate, ...LOADS.iterations, ...LOADS.iterationsEach },
    problems,
  );
  const executor = resolveExecutor(path, phase.options, problems);
  const durationMs = durationOf(executor);
  checkSomething(path, executor, durationMs, problems);
  const faults = resolveFaults(`${path}.faults`, phase.options.faults ?? [], durationMs, systems, problems);
  const graceful = phase.options.gracefulStop ?? GRACEFUL_STOP;
  const gracefulStopMs = problems.take(`${path}.gracefulStop`, parseDuration(graceful));
  const pace = 'pace' in phase.options ? phase.options.pace : undefined;
  const paceMs = pace === undefined ? 0 : problems.take(`${path}.pace`, parseDuration(pace));
  const paced = pace === undefined ? '' : `, one per ${textOr(pace)} each`;
  const asked =
    describe(executor) + paced + (startAfter === undefined ? '' : `, ${textOr(startAfter)} after the start`);
  return { ...base, startAfterMs, kind: 'load', executor, faults, gracefulStopMs, paceMs, durationMs, asked };
}

function resolveReadBack(path: string, phase: ReadBackPhase, problems: Problems) {
  const users = problems.wholeNumber(`${path}.users`, phase.users, 1);
  const settleMs = problems.take(`${path}.settle`, parseDuration(phase.settle));
  const asked = `every acknowledged write, by ${many(users, 'user')}`;
  return { kind: 'read-back' as const, read: phase.read, users, settleMs, faults: [] as const, asked };
}

function systemOf(path: string, phase: Phase, systems: readonly System[], problems: Problems): string {
  const serving = systems.filter(({ options }) => isEndpoint(options) || options.listens !== false);
  const likely = serving.length === 0 ? systems : serving;
  const on = phase.journey.on?.name ?? (likely.length === 1 ? likely[0]?.name : undefined);
  if (on === undefined) {
    const hint = `write journey('${phase.journey.name}', ..., { on: ${systems[0]?.name ?? 'system'} })`;
    problems.add(
      `${path}.journey`,
      `'${phase.journey.name}' does not say which of ${systems.length} systems it is on`,
      hint,
    );
  } else if (!systems.some((system) => system.name === on)) {
    problems.add(
      `${path}.journey`,
      `'${phase.journey.name}' is on '${on}', which is not in systems`,
      `add it to systems`,
    );
  }
  return on ?? '';
}

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

/** What is no text was noted, and must not break what is said about the rest. */
function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '?';
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
