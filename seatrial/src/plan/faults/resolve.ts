/** Checks the faults of a phase and turns them into what act does: an instant, a time to hold, and words for evidence. */
import { shown } from '../../std/shown.ts';
import { parseDuration } from '../../std/units.ts';
import { checkOptions, isPlain } from '../options.ts';
import { type Problems, suggest } from '../problems.ts';
import type { FaultTarget, ResolvedFault } from '../resolved.ts';
import { isEndpoint, type System } from '../systems/system.ts';
import { FAULTS, type Fault } from './fault.ts';

export function resolveFaults(
  path: string,
  faults: unknown,
  phaseMs: number,
  systems: readonly System[],
  problems: Problems,
): ResolvedFault[] {
  if (!Array.isArray(faults)) {
    problems.add(path, `${shown(faults)} is not a list`, 'write faults: [fault.kill(api.instance(1), { ... })]');
    return [];
  }
  return faults.flatMap((fault: unknown, index) => {
    const own = `${path}[${index}]`;
    if (isFault(fault)) return [resolveFault(own, fault, phaseMs, systems, problems)];
    const kind = isPlain(fault) && typeof fault.kind === 'string' ? fault.kind : null;
    const hint =
      kind === null
        ? "write fault.kill(api.instance(1), { at: '5s', restartAfter: '3s' })"
        : suggest(kind, Object.keys(FAULTS));
    problems.add(own, `${kind === null ? shown(fault) : `'${kind}'`} is not a fault`, hint);
    return [];
  });
}

function isFault(fault: unknown): fault is Fault {
  return isPlain(fault) && typeof fault.kind === 'string' && Object.hasOwn(FAULTS, fault.kind);
}

function resolveFault(
  path: string,
  fault: Fault,
  phaseMs: number,
  systems: readonly System[],
  problems: Problems,
): ResolvedFault {
  const { kind, target: written, ...options } = fault;
  checkOptions(path, options, FAULTS[kind], problems);
  const target = checkTarget(`${path}.target`, kind, written, systems, problems);
  const atMs = problems.take(`${path}.at`, parseDuration(fault.at));
  const [holdKey, held] = kind === 'kill' ? ['restartAfter', fault.restartAfter] : ['for', fault.for];
  const holdMs = problems.take(`${path}.${holdKey}`, parseDuration(held));
  if (atMs + holdMs >= phaseMs) {
    problems.add(
      path,
      'the fault is not over before its phase is',
      'make the phase longer, or the fault earlier or shorter',
    );
  }
  const undone = kind === 'kill' ? `restart after ${textOr(held)}` : `for ${textOr(held)}`;
  const whom = [target?.system ?? '?', target?.instance].filter((part) => part !== undefined).join(' ');
  const when = `${whom} at ${textOr(fault.at)}, ${undone}`;
  const base = { kind, target: target ?? { system: '' }, atMs, holdMs };
  if (kind !== 'custom') return { ...base, what: `${kind} ${when}` };
  checkCustom(path, fault, problems);
  const { name, inject, undo } = fault;
  return { ...base, custom: { inject, undo }, what: `'${textOr(name)}' of ${when}` };
}

/** Whom it is aimed at; null where that cannot be told. Only a fault of the plan's own can be aimed at a whole system. */
function checkTarget(
  path: string,
  kind: Fault['kind'],
  written: unknown,
  systems: readonly System[],
  problems: Problems,
): FaultTarget | null {
  const given = isPlain(written) ? written : {};
  const whole = kind === 'custom' && given.kind === 'system';
  const name = whole ? given.name : given.system;
  if (typeof name !== 'string') {
    const hint = kind === 'custom' ? 'write target: api, or target: api.instance(1)' : 'write api.instance(1)';
    problems.add(path, `${shown(written)} is not an instance`, hint);
    return null;
  }
  const system = systems.find((candidate) => candidate.name === name);
  const names = systems.map((candidate) => candidate.name);
  if (!system) problems.add(path, `there is no system '${name}'`, suggest(name, names));
  if (whole) return { system: name };
  const { instance } = given;
  if (system && !isEndpoint(system.options)) {
    const { instances = 1 } = system.options;
    if (!(Number.isInteger(instance) && (instance as number) >= 1 && (instance as number) <= instances))
      problems.add(path, `'${name}' has no instance ${shown(instance)}`, `they are counted from 1 to ${instances}`);
  }
  return typeof instance === 'number' ? { system: name, instance } : { system: name };
}

function checkCustom(
  path: string,
  { name, inject, undo }: Extract<Fault, { kind: 'custom' }>,
  problems: Problems,
): void {
  if (typeof name !== 'string' || name.trim() === '')
    problems.add(`${path}.name`, `${shown(name)} is not a name`, "say what is done: name: 'full disk'");
  for (const [key, value] of Object.entries({ inject, undo })) {
    if (typeof value === 'function') continue;
    const hint = `write ${key}: async ({ instances, signal }) => ..., which answers true when that was seen`;
    problems.add(`${path}.${key}`, `${shown(value)} is not a function`, hint);
  }
}

/** What is not text was noted, and must not break what is said about the rest. */
function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '?';
}
