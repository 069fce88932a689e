/**
 * Whether a plan consists of parts at all: what `system()`, `journey()`, `load()` and `claim` return, in lists, with names
 * that are text. A plan has no types when it runs, so anything may stand anywhere; what is behind this can rely on it.
 */
import { shown } from '../std/shown.ts';
import type { Claim } from './claims/claim.ts';
import { checkNames } from './claims/fields.ts';
import { FAULTS } from './faults/fault.ts';
import { checkOptions, isPlain, type Mistaken, tellMistakes } from './options.ts';
import { isPhaseKind, PHASES, type Phase } from './phases/kinds.ts';
import { journeyIn, type PhaseGroup } from './phases/phase.ts';
import type { Problems } from './problems.ts';
import type { SecretsOption } from './secrets.ts';
import { checkText, everyOne, isPart, notPart } from './shapes.ts';
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
      const journey = journeyIn(member);
      if (journey !== null) tell(`${own}.journey`, journey);
    }
  }
  for (const [index, claim] of claims.entries()) tell(`claims[${index}]`, claim as Mistaken);
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
  if (!isPlain(part) || !isPhaseKind(part.kind)) {
    notPart(path, part, "load('baseline', order, { ... }), readBack(...) or together([...])", problems);
    return;
  }
  checkText(`${path}.name`, part.name, 'a name', problems);
  PHASES[part.kind].checkShape(path, part, problems);
}

/** Parts that belong elsewhere in a plan, told as such and not as misspelt claims. */
const OF_OTHERS: readonly string[] = [
  ...['system', 'journey', 'together', 'trial', 'feeder'],
  ...Object.keys(PHASES),
  ...Object.keys(FAULTS),
];

function checkClaim(path: string, part: unknown, problems: Problems): void {
  if (!isPlain(part) || typeof part.kind !== 'string' || OF_OTHERS.includes(part.kind)) {
    notPart(path, part, "claim.errors(order, 'rate<1%') or another claim", problems);
    return;
  }
  if (!checkNames(path, part, problems)) return;
  checkText(`${path}.id`, part.id, 'an id', problems);
  everyOne(`${path}.during`, part.during, problems, (at, name) => checkText(at, name, 'the name of a phase', problems));
}
