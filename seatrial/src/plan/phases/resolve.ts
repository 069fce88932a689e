/** Turns the phases of a plan into what act conducts: names looked at, groups numbered, each phase resolved by its kind. */
import type { PhaseKind } from '../../evidence/records.ts';
import type { Problems } from '../problems.ts';
import type { ResolvedPhase, ResolvedPhaseBase } from '../resolved.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { Phase, PhaseGroup } from './phase.ts';
import { loadSpec } from './resolve-load.ts';
import { readBackSpec } from './resolve-read-back.ts';
import type { PhaseSpec, Placed } from './spec.ts';

/** Every kind of phase there is; a new one is a line here. */
export const PHASES: { readonly [K in PhaseKind]: PhaseSpec<K> } = { load: loadSpec, 'read-back': readBackSpec };

/** Whether that is the name of a kind of phase. */
export function isPhaseKind(kind: unknown): kind is PhaseKind {
  return typeof kind === 'string' && Object.hasOwn(PHASES, kind);
}

export function resolvePhases(
  written: readonly (Phase | PhaseGroup)[],
  systems: readonly ResolvedSystem[],
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
    if (!PHASES[phase.kind].runsTogether)
      problems.add(member, 'only load can run together', 'put reading back after the group: it is about what was done');
    return { path: member, phase, group };
  });
}

function resolvePhase<K extends PhaseKind>(
  place: Placed<Extract<Phase, { kind: K }>>,
  systems: readonly ResolvedSystem[],
  problems: Problems,
): ResolvedPhase {
  const { path, phase, group } = place;
  const system = systemOf(path, phase, systems, problems);
  const found = systems.find(({ name }) => name === system);
  const { tls, headers } = found ?? { tls: null, headers: {} };
  const reach = { tls, socket: found?.kind === 'endpoint' ? found.socket : null, headers };
  const { name, journey } = phase;
  const base: ResolvedPhaseBase = { name, journey, system, ...reach, group, startAfterMs: 0, asked: '' };
  const { resolve } = PHASES[phase.kind as K] as PhaseSpec<K>;
  return resolve(place as never, base, systems, problems) as ResolvedPhase;
}

function systemOf(path: string, phase: Phase, systems: readonly ResolvedSystem[], problems: Problems): string {
  const serving = systems.filter(({ serves }) => serves);
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
