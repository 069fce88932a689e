/** Checks the faults of a phase and turns them into what act does: an instant, a time to hold, and words for evidence. */
import { shown } from '../../std/shown.ts';
import { parseDuration } from '../../std/units.ts';
import { checkOptions, isPlain, textOr } from '../options.ts';
import { type Problems, suggest } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import { FAULTS, type Fault } from './fault.ts';
import type { FaultTarget, ResolvedFault } from './resolved.ts';
import type { FaultSpec } from './spec.ts';

export function resolveFaults(
  path: string,
  faults: unknown,
  phaseMs: number,
  systems: readonly ResolvedSystem[],
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
  systems: readonly ResolvedSystem[],
  problems: Problems,
): ResolvedFault {
  const { kind, target: written, ...options } = fault;
  const spec = FAULTS[kind] as FaultSpec<Fault>;
  checkOptions(path, options, spec.options, problems);
  const target = checkTarget(`${path}.target`, written, spec.mayHitSystem, systems, problems);
  const atMs = problems.take(`${path}.at`, parseDuration(options.at));
  const held = (options as Readonly<Record<string, unknown>>)[spec.heldBy];
  const holdMs = problems.take(`${path}.${spec.heldBy}`, parseDuration(held));
  if (atMs + holdMs >= phaseMs) {
    const hint = 'make the phase longer, or the fault earlier or shorter';
    problems.add(path, 'the fault is not over before its phase is', hint);
  }
  spec.check?.(path, fault, problems);
  const whom = [target?.system ?? '?', target?.instance].filter((part) => part !== undefined).join(' ');
  const what = `${spec.describe(fault)} ${whom} at ${textOr(options.at)}, ${spec.undone} ${textOr(held)}`;
  return { kind, options, target: target ?? { system: '' }, atMs, holdMs, what } as ResolvedFault;
}

/** Whom it is aimed at; null where that cannot be told. */
function checkTarget(
  path: string,
  written: unknown,
  mayHitSystem: boolean,
  systems: readonly ResolvedSystem[],
  problems: Problems,
): FaultTarget | null {
  const given = isPlain(written) ? written : {};
  const whole = mayHitSystem && given.kind === 'system';
  const name = whole ? given.name : given.system;
  if (typeof name !== 'string') {
    const hint = mayHitSystem ? 'write target: api, or target: api.instance(1)' : 'write api.instance(1)';
    problems.add(path, `${shown(written)} is not an instance`, hint);
    return null;
  }
  const system = systems.find((candidate) => candidate.name === name);
  const names = systems.map((candidate) => candidate.name);
  if (!system) problems.add(path, `there is no system '${name}'`, suggest(name, names));
  if (whole) return { system: name };
  const { instance } = given;
  if (system?.kind === 'processes') {
    const { instances } = system;
    if (!(Number.isInteger(instance) && (instance as number) >= 1 && (instance as number) <= instances))
      problems.add(path, `'${name}' has no instance ${shown(instance)}`, `they are counted from 1 to ${instances}`);
  }
  return typeof instance === 'number' ? { system: name, instance } : { system: name };
}
