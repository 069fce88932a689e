/**
 * Whether a plan consists of parts at all: what `system()`, `journey()`, `load()` and `claim` return, in lists, with names
 * that are text. A plan has no types when it runs, so anything may stand anywhere; what is behind this can rely on it.
 */
import { shown } from '../std/shown.ts';
import type { Claim } from './claims/claim.ts';
import { checkFields } from './claims/fields.ts';
import { checkOptions, isPlain, type Mistaken, tellMistakes } from './options.ts';
import type { Phase, PhaseGroup } from './phases/phase.ts';
import type { Problems } from './problems.ts';
import type { SecretsOption } from './secrets.ts';
import type { System } from './systems/system.ts';
import { TRIAL, type TrialOptions } from './trial.ts';

/** The parts of a plan, each of which is one. */
export interface Parts {
  readonly systems: readonly System[];
  readonly phases: readonly (Phase | PhaseGroup)[];
  readonly claims: readonly Claim[];
  readonly secrets: SecretsOption;
}

/** The parts of what `defineTrial` was given; null where one is none, which is noted. */
export function partsOf(options: TrialOptions, problems: Problems): Parts | null {
  if (!checkOptions('trial', options, TRIAL, problems)) return null;
  const { systems = [], phases = [], claims = [], secrets = [] } = options;
  const before = problems.list.length;
  everyOne('systems', systems, problems, (path, part) => checkSystem(path, part, problems));
  everyOne('phases', phases, problems, (path, part) => checkPhase(path, part, problems));
  everyOne('claims', claims, problems, (path, part) => checkClaim(path, part, problems));
  if (!Array.isArray(secrets) && !isPlain(secrets)) {
    const hint = 'write a list of values, or { name: value }';
    problems.add('secrets', `${shown(secrets)} is neither a list nor names with values`, hint);
  }
  return problems.list.length === before ? { systems, phases, claims, secrets } : null;
}

/**
 * The mistakes that builders kept, of each thing once however often the plan uses it, and its own path.
 * They say nothing about whether it is a part.
 */
export function tellKept({ systems, phases, claims }: Parts, problems: Problems): void {
  const told = new Set<object>();
  const tell = (path: string, part: Mistaken): void => {
    if (told.has(part)) return;
    told.add(part);
    tellMistakes(path, part, problems);
  };
  for (const [index, system] of systems.entries()) tell(`systems[${index}]`, system);
  for (const [index, phase] of phases.entries()) {
    const path = `phases[${index}]`;
    tell(path, phase as Mistaken);
    const members = phase.kind === 'together' ? phase.phases : [phase];
    for (const [at, member] of members.entries()) {
      const own = phase.kind === 'together' ? `${path}.phases[${at}]` : path;
      tell(own, member as Mistaken);
      tell(`${own}.journey`, member.journey);
    }
  }
  for (const [index, claim] of claims.entries()) tell(`claims[${index}]`, claim as Mistaken);
}

function everyOne(
  path: string,
  list: unknown,
  problems: Problems,
  check: (path: string, part: unknown) => void,
): list is readonly unknown[] {
  if (!Array.isArray(list)) {
    problems.add(path, `${shown(list)} is not a list`, `write ${path}: [...]`);
    return false;
  }
  // By index, so that holes are seen.
  for (let index = 0; index < list.length; index++) check(`${path}[${index}]`, list[index]);
  return true;
}

function checkSystem(path: string, part: unknown, problems: Problems): void {
  if (!isPart(part, 'system')) {
    notPart(path, part, "system('api', { ... })", problems);
    return;
  }
  checkText(`${path}.name`, part.name, 'a name', problems);
  if (!isPlain(part.options))
    problems.add(path, `${shown(part.options)} is not a set of options`, "write system('api', { command: [...] })");
}

function checkPhase(path: string, part: unknown, problems: Problems): void {
  if (isPart(part, 'together')) {
    everyOne(`${path}.phases`, part.phases, problems, (at, member) => checkPhase(at, member, problems));
    return;
  }
  if (!isPart(part, 'load') && !isPart(part, 'read-back')) {
    notPart(path, part, "load('baseline', order, { ... }), readBack(...) or together([...])", problems);
    return;
  }
  checkText(`${path}.name`, part.name, 'a name', problems);
  checkJourney(`${path}.journey`, part.journey, problems);
  if (part.kind === 'read-back') checkFunction(`${path}.read`, part.read, problems);
  else if (!isPlain(part.options))
    problems.add(
      path,
      `${shown(part.options)} is not a set of options`,
      "write load('baseline', order, { users: 10, for: '30s' })",
    );
}

function checkJourney(path: string, part: unknown, problems: Problems): void {
  if (!isPart(part, 'journey')) {
    notPart(path, part, "journey('order', async (t) => { ... })", problems);
    return;
  }
  checkText(`${path}.name`, part.name, 'a name', problems);
  checkFunction(path, part.run, problems);
  for (const end of ['setup', 'teardown', 'userSetup', 'userTeardown'])
    if (part[end] !== null && part[end] !== undefined) checkFunction(`${path}.${end}`, part[end], problems);
  if (part.on !== null && !(isPart(part.on, 'system') && typeof part.on.name === 'string'))
    notPart(`${path}.on`, part.on, "a system: { on: api }, with api = system('api', { ... })", problems);
}

/** Parts that belong elsewhere in a plan, told as such and not as misspelt claims. */
const OF_OTHERS = ['system', 'journey', 'load', 'read-back', 'together', 'trial', 'feeder', 'kill', 'pause', 'custom'];

function checkClaim(path: string, part: unknown, problems: Problems): void {
  if (!isPlain(part) || typeof part.kind !== 'string' || OF_OTHERS.includes(part.kind)) {
    notPart(path, part, "claim.errors(order, 'rate<1%') or another claim", problems);
    return;
  }
  if (!checkFields(path, part, problems)) return;
  checkText(`${path}.id`, part.id, 'an id', problems);
  everyOne(`${path}.during`, part.during, problems, (at, name) => checkText(at, name, 'the name of a phase', problems));
}

/** What `system()`, `journey()` ... return knows its kind. */
function isPart(part: unknown, kind: string): part is Record<string, unknown> {
  return isPlain(part) && part.kind === kind;
}

function notPart(path: string, part: unknown, wanted: string, problems: Problems): void {
  problems.add(path, `${shown(part)} is not what belongs here`, `write ${wanted}`);
}

function checkText(path: string, value: unknown, what: string, problems: Problems): void {
  if (typeof value !== 'string') problems.add(path, `${shown(value)} is not text`, `write ${what} as text`);
}

function checkFunction(path: string, value: unknown, problems: Problems): void {
  if (typeof value !== 'function')
    problems.add(path, `${shown(value)} is not a function`, 'write async (t) => { ... }');
}
