/** The command line of a cluster on this machine: a gateway's, and how many storage servers. Every mistake is an Error that says what to do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LogLevel } from '@seatrial/service-log';
import { requireClusterFolder } from '../data-folder.ts';
import { readOptions } from '../options.ts';

export const CLUSTER_USAGE = `usage: cluster.ts --port N --data DIR --credentials FILE [--servers 6] [what else main.ts takes]
Starts that many storage servers and a gateway, each in a process and a folder of its own below DIR, and ends all of them together.`;

export interface ClusterPlan {
  readonly servers: number;
  readonly dataDirectory: string;
  /** What the gateway is started with, but for its folder and its storage servers. */
  readonly gatewayArgs: readonly string[];
  readonly logLevel: LogLevel;
}

const MOST_SERVERS = 32;

export function readClusterOptions(args: readonly string[], environment: NodeJS.ProcessEnv): ClusterPlan {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { servers: { type: 'string', default: '6' } },
    strict: false,
    tokens: true,
  });
  const own = new Set(
    tokens.flatMap((token) => {
      if (token.kind !== 'option' || token.name !== 'servers') return [];
      return token.inlineValue === true ? [token.index] : [token.index, token.index + 1];
    }),
  );
  const gatewayArgs = args.filter((_, index) => !own.has(index));
  const { OBJECT_STORE_CLUSTER_TOKEN: _token, ...others } = environment;
  const gateway = readOptions(gatewayArgs, others);
  const servers = Number(values.servers);
  if (values.servers === true || !(Number.isInteger(servers) && servers >= 1 && servers <= MOST_SERVERS))
    throw new Error(`--servers must be a number from 1 to ${MOST_SERVERS}.`);
  if (gateway.servers.length > 0 || gateway.clusterToken !== undefined)
    throw new Error('--storage and --token-file are not for this command: it starts storage servers of its own.');
  requireClusterFolder(gateway.dataDirectory);
  if (existsSync(folderOf(gateway.dataDirectory, nameOf(servers))))
    throw new Error(
      `${gateway.dataDirectory} was used with more than ${servers} storage servers: their chunks would be missing.`,
    );
  return { servers, dataDirectory: gateway.dataDirectory, gatewayArgs, logLevel: gateway.logLevel };
}

/** Counts from 0. */
export function nameOf(index: number): string {
  return `s${index + 1}`;
}

export function folderOf(dataDirectory: string, name: string): string {
  return join(dataDirectory, name);
}
