/** A cluster as systems of a plan: a gateway, three storage servers that it begins with, and a fourth that joins later. */
import type { DurableOptions } from '@seatrial/kit-s3';
import { fault, system } from 'seatrial';
import { credentialsJson } from './credentials.ts';
import { diskOf } from './disks.ts';
import './folder-process.ts';
import type { Place } from './place.ts';
import { portsOfThisTrial } from './ports.ts';
import { defectArguments } from './settings.ts';

const env = {
  OBJECT_STORE_CREDENTIALS: credentialsJson,
  OBJECT_STORE_CLUSTER_TOKEN: 'known to the servers of this trial only',
};

// A plan must name {port}, but what one system is given of it no other can know.
const servers = (await portsOfThisTrial(4)).map((port, index) => {
  const id = `s${index + 1}`;
  const command = ['node', 'src/storage-server.ts', '--id', id, '--port', port, '--data', diskOf(id)];
  const server = system(`storage-${id}`, {
    command,
    env: { ...env, NOT_USED: '{port}' },
    ready: { log: '"event":"listening"', within: '20s' },
  });
  return { id, address: `127.0.0.1:${port}`, disk: diskOf(id), server };
});

export type StorageServer = (typeof servers)[number];

export const [s1, s2, s3, s4] = servers as [StorageServer, StorageServer, StorageServer, StorageServer];

const known = [s1, s2, s3].flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);

export const gateway = system('gateway', {
  command: [
    ...['node', 'src/main.ts', '--port', '{port}', '--data', diskOf('gateway'), '--replicas', '2'],
    ...[...known, ...defectArguments],
  ],
  env,
  ready: { http: '/health', within: '20s' },
});

export const systems = [...servers.map(({ server }) => server), gateway];

export const place: Place = { store: gateway, disks: servers.map(({ disk }) => disk), copies: 2 };

/** Must not appear in evidence. */
export const clusterSecrets = [env.OBJECT_STORE_CLUSTER_TOKEN];

/** Bad days while users write. Whoever is paused, killed or (afterwards) loses its disk is never the last to have a copy. */
export const clusterFaults: DurableOptions = {
  name: 'storage servers',
  seconds: 15,
  faults: [
    fault.pause(s2.server.instance(1), { at: '1s', for: '1500ms' }),
    fault.kill(s3.server.instance(1), { at: '4s', restartAfter: '1s' }),
    fault.kill(gateway.instance(1), { at: '8s', restartAfter: '500ms' }),
  ],
  recovers: { within: '5s' },
};
