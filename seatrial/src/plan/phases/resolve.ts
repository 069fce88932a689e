/** Turns the phases of a plan into what act conducts: names looked at, groups numbered, each phase resolved by its kind. */
import type { Problems } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import { PHASES, type Phase, type ResolvedPhase } from './kinds.ts';
import { journeyIn, type PhaseGroup } from './phase.ts';
import type { PhaseSpec, Placed } from './spec.ts';

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
function checkNames(path: string, phase: Phase, phases: readonly Placed<Phase>[], problems: Problems): void {
  const journey = journeyIn(phase);
  if (phase.name.trim() === '') problems.add(`${path}.name`, 'the phase has no name', "write load('baseline', ...)");
  if (journey === null) return;
  if (journey.name.trim() === '') {
    problems.add(`${path}.journey`, 'the journey has no name', "write journey('order', ...)");
    return;
  }
  const first = phases.map((other) => journeyIn(other.phase)).find((other) => other?.name === journey.name);
  if (first?.run !== journey.run)
    problems.add(`${path}.journey`, `another journey is called '${journey.name}'`, 'give each a name of its own');
}

function placed(item: Phase | PhaseGroup, group: number, problems: Problems): Placed<Phase>[] {
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

function resolvePhase(place: Placed<Phase>, systems: readonly ResolvedSystem[], problems: Problems): ResolvedPhase {
  const { phase, group } = place;
  const spec = PHASES[phase.kind] as PhaseSpec<Phase, ResolvedPhase>;
  return spec.resolve(place, { name: phase.name, group, startAfterMs: 0 }, systems, problems);
}
