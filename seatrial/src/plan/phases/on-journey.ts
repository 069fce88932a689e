/** What phases in which users do a journey have in common: the journey itself, and how its system is reached. */
import type { Problems } from '../problems.ts';
import type { ResolvedSystem } from '../systems/resolved.ts';
import type { ResolvedOnJourney } from './base.ts';
import type { Placed } from './spec.ts';

type OnJourney = Pick<ResolvedOnJourney, 'journey' | 'subject' | 'system' | 'tls' | 'socket' | 'headers'>;

/** The journey of a phase, on the system that it names, or on the only one that it can be on. */
export function onJourney(
  { path, phase: { journey } }: Placed<Pick<ResolvedOnJourney, 'journey'>>,
  systems: readonly ResolvedSystem[],
  problems: Problems,
): OnJourney {
  const system = systemOf(`${path}.journey`, journey, systems, problems);
  const found = systems.find(({ name }) => name === system);
  const { tls, headers } = found ?? { tls: null, headers: {} };
  const socket = found?.kind === 'endpoint' ? found.socket : null;
  return { journey, subject: journey.name, system, tls, socket, headers };
}

function systemOf(
  path: string,
  { name, on: own }: OnJourney['journey'],
  systems: readonly ResolvedSystem[],
  problems: Problems,
): string {
  const serving = systems.filter(({ serves }) => serves);
  const likely = serving.length === 0 ? systems : serving;
  const on = own?.name ?? (likely.length === 1 ? likely[0]?.name : undefined);
  if (on === undefined) {
    const hint = `write journey('${name}', ..., { on: ${systems[0]?.name ?? 'system'} })`;
    problems.add(path, `'${name}' does not say which of ${systems.length} systems it is on`, hint);
  } else if (!systems.some((system) => system.name === on)) {
    problems.add(path, `'${name}' is on '${on}', which is not in systems`, `add it to systems`);
  }
  return on ?? '';
}
