/** A gateway and its storage servers as processes on this machine, started and ended together. What they know each other by is made up anew. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { announce, type Logger } from '@seatrial/service-log';
import { type StartedChild, startChild } from '@seatrial/service-process';
import { type ClusterPlan, folderOf, nameOf } from './options.ts';

export interface LocalCluster {
  readonly url: string;
  /** Resolves when the gateway has ended, asked or not. */
  readonly gatewayExited: Promise<void>;
  /** The gateway first: until it has finished what it accepted it needs its storage servers. */
  stop(): Promise<void>;
}

/** Each process has a limit of 30 seconds of its own; these are for one that cannot even keep that. */
const GATEWAY_LIMIT_MS = 35_000;
const SERVER_LIMIT_MS = 10_000;
export const CLUSTER_LIMIT_MS = GATEWAY_LIMIT_MS + SERVER_LIMIT_MS + 5000;

/** Throws an Error whose message is meant for the operator when one of the processes does not come up; the others are ended then. */
export async function startLocalCluster(plan: ClusterPlan, log: Logger): Promise<LocalCluster> {
  const environment = { ...process.env, OBJECT_STORE_CLUSTER_TOKEN: randomBytes(32).toString('hex') };
  const started: StartedChild[] = [];
  const start = (name: string, script: 'main.ts' | 'storage-server.ts', args: readonly string[]): StartedChild => {
    const child = startChild(
      { name, script: fileURLToPath(new URL(`../${script}`, import.meta.url)), args, environment },
      log,
    );
    started.push(child);
    return child;
  };
  const endServers = async (): Promise<void> => {
    const servers = started.filter(({ name }) => name !== 'gateway');
    await Promise.all(servers.map((server) => server.end(SERVER_LIMIT_MS)));
  };
  try {
    const names = Array.from({ length: plan.servers }, (_, index) => nameOf(index));
    const servers = names.map((name) => {
      const folder = folderOf(plan.dataDirectory, name);
      const args = ['--id', name, '--port', '0', '--data', folder, '--log-level', plan.logLevel];
      return start(name, 'storage-server.ts', args);
    });
    const addresses = await Promise.all(servers.map(async ({ listening }) => (await listening).address));
    const storage = names.flatMap((name, index) => ['--storage', `${name}=${addresses[index]}`]);
    const folder = folderOf(plan.dataDirectory, 'gateway');
    const gateway = start('gateway', 'main.ts', [...plan.gatewayArgs, '--data', folder, ...storage]);
    const { url, port } = await gateway.listening;
    let stopping = false;
    for (const { name, exited } of started)
      exited.then(() => stopping || log.error({ process: name }, 'a process of the cluster has ended unasked'));
    announce(log, { event: 'listening', url, port, servers: plan.servers }, 'the cluster is listening');
    return {
      url: String(url),
      gatewayExited: gateway.exited,
      async stop() {
        stopping = true;
        await gateway.end(GATEWAY_LIMIT_MS);
        await endServers();
        log.info('the cluster has stopped');
      },
    };
  } catch (error) {
    await Promise.all(started.map((child) => child.end(SERVER_LIMIT_MS)));
    throw error;
  }
}
