/**
 * Where every instance of a trial answers and keeps its data: chosen before the first one is started, so that any system can
 * be told where any other is, whichever of them starts first.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reference } from '../../plan/systems/references.ts';
import type { ResolvedProcesses, ResolvedSystem } from '../../plan/systems/resolved.ts';
import { allocatePort } from './ports.ts';

const HOST = '127.0.0.1';

/** Where one instance answers and keeps its data, across restarts. */
export interface Site {
  /** Its data folder, which exists. */
  readonly dir: string;
  /** By placeholder: `port`, `port:admin`. */
  readonly ports: ReadonlyMap<string, number>;
  /** Empty where it has no `{port}`. */
  readonly url: string;
}

/** Of each system the sites of its instances in order, or the URL of an endpoint. */
export type Addresses = ReadonlyMap<string, readonly Site[] | URL>;

/** Chooses the sites of all instances; starts nothing. */
export async function addressesOf(systems: readonly ResolvedSystem[], dataFolder: string): Promise<Addresses> {
  const addresses = new Map<string, readonly Site[] | URL>();
  for (const system of systems) {
    if (system.kind === 'endpoint') {
      addresses.set(system.name, new URL(system.url));
      continue;
    }
    const sites: Site[] = [];
    for (let number = 1; number <= system.instances; number += 1)
      sites.push(await chooseSite(system, number, dataFolder));
    addresses.set(system.name, sites);
  }
  return addresses;
}

/** Chooses a free port for each that one instance is given, and makes its data folder. */
export async function chooseSite(system: ResolvedProcesses, number: number, dataFolder: string): Promise<Site> {
  const dir = join(dataFolder, `${system.name}-${number}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ports = new Map<string, number>();
  for (const name of system.ports) ports.set(name, await allocatePort());
  const port = ports.get('port');
  return { dir, ports, url: port === undefined ? '' : `${system.tls === null ? 'http' : 'https'}://${HOST}:${port}` };
}

/** What a reference to another system stands for; null where it leads nowhere, which the check of the plan refuses. */
export function addressOfReference({ system, instance, field, port }: Reference, addresses: Addresses): string | null {
  const found = addresses.get(system);
  if (found === undefined) return null;
  if (found instanceof URL) {
    const { hostname, origin, protocol } = found;
    if (field === 'port') return found.port || (protocol === 'https:' ? '443' : '80');
    return field === 'url' ? origin : field === 'host' ? hostname.replace(/^\[(.*)\]$/, '$1') : null;
  }
  const site = found[(instance ?? 1) - 1];
  if (field === 'host') return HOST;
  if (field === 'dir') return site?.dir ?? null;
  if (field === 'url') return site?.url ?? null;
  return site?.ports.get(port ?? '')?.toString() ?? null;
}
