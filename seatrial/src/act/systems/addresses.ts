/**
 * Where every instance of a trial answers and keeps its data: chosen before the first one is started, so that any system can
 * be told where any other is, whichever of them starts first.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reference } from '../../plan/systems/references.ts';
import { portsOf } from '../../plan/systems/references.ts';
import { isEndpoint, type ProcessOptions, type System } from '../../plan/systems/system.ts';
import { allocatePort } from './ports.ts';

const HOST = '127.0.0.1';

/** One instance, before it is started. */
export interface Place {
  /** Its data folder, which is there. */
  readonly dir: string;
  /** By placeholder: `port`, `port:admin`. */
  readonly ports: ReadonlyMap<string, number>;
  /** Empty where it has no `{port}`. */
  readonly url: string;
}

/** Of each system its instances in order, or the URL of an endpoint. */
export type Addresses = ReadonlyMap<string, readonly Place[] | URL>;

/** Chooses a free port for each that is named, and makes the data folders; starts nothing. */
export async function addressesOf(systems: readonly System[], dataFolder: string): Promise<Addresses> {
  const addresses = new Map<string, readonly Place[] | URL>();
  for (const { name, options } of systems) {
    if (isEndpoint(options)) {
      addresses.set(name, new URL(options.url));
      continue;
    }
    const places: Place[] = [];
    for (let number = 1; number <= (options.instances ?? 1); number += 1)
      places.push(await placeOf(options, join(dataFolder, `${name}-${number}`)));
    addresses.set(name, places);
  }
  return addresses;
}

/** One instance with that data folder. */
export async function placeOf(options: ProcessOptions, dir: string): Promise<Place> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ports = new Map<string, number>();
  for (const name of portsOf(options)) ports.set(name, await allocatePort());
  const port = ports.get('port');
  return { dir, ports, url: port === undefined ? '' : `${options.scheme ?? 'http'}://${HOST}:${port}` };
}

/** What a reference to another system stands for; undefined where it leads nowhere, which the plan's check has told. */
export function addressOfReference(
  { system, instance, field, port }: Reference,
  addresses: Addresses,
): string | undefined {
  const found = addresses.get(system);
  if (found === undefined) return undefined;
  if (found instanceof URL) {
    const { hostname, origin, protocol } = found;
    if (field === 'port') return found.port || (protocol === 'https:' ? '443' : '80');
    return field === 'url' ? origin : field === 'host' ? hostname.replace(/^\[(.*)\]$/, '$1') : undefined;
  }
  const place = found[(instance ?? 1) - 1];
  if (field === 'host') return HOST;
  if (field === 'dir') return place?.dir;
  if (field === 'url') return place?.url;
  return port === null ? undefined : place?.ports.get(port)?.toString();
}
