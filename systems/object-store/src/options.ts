/** The command line: arguments and environment in, options out. Every mistake is an Error whose message says what to do. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readLogLevel } from '@seatrial/service-log';
import { type Credentials, parseCredentials } from './auth/credentials.ts';
import type { Options } from './parts.ts';
import { requireToken } from './storage/cluster-token.ts';

export const USAGE = `usage: main.ts --port N --data DIR --credentials FILE [--host 127.0.0.1] [--region us-east-1]
       [--storage ID=HOST:PORT]... [--replicas 2] [--token-file FILE] [--database URL] [--database-connections 20]
       [--log-level info] [--defect NAME]
Bytes are kept in DIR, or on the storage servers that are named. Their token comes from FILE or from OBJECT_STORE_CLUSTER_TOKEN.
Metadata is kept in DIR, or in the PostgreSQL at URL: postgres://USER:PASSWORD@HOST:PORT/DATABASE, better given as OBJECT_STORE_DATABASE.`;

export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      credentials: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      region: { type: 'string', default: 'us-east-1' },
      storage: { type: 'string', multiple: true, default: [] },
      replicas: { type: 'string', default: '2' },
      'token-file': { type: 'string' },
      database: { type: 'string' },
      'database-connections': { type: 'string', default: '20' },
      'log-level': { type: 'string', default: 'info' },
      defect: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port ?? '') || port > 65_535)
    throw new Error('--port must be a number from 0 to 65535.');
  if (values.data === undefined || values.data === '') throw new Error('--data must name a folder.');
  if (!/^[a-z0-9-]{1,32}$/.test(values.region))
    throw new Error('--region must be lower-case letters, digits and dashes.');
  if (!/^[1-9]$/.test(values.replicas)) throw new Error('--replicas must be a number from 1 to 9.');
  return {
    port,
    host: values.host,
    region: values.region,
    dataDirectory: resolve(values.data),
    credentials: readCredentials(values.credentials, environment.OBJECT_STORE_CREDENTIALS),
    database: readDatabase(values.database ?? environment.OBJECT_STORE_DATABASE, values['database-connections']),
    servers: values.storage.map((text) => readServer(text, '--storage')),
    replicas: Number(values.replicas),
    clusterToken: readClusterToken(values['token-file'], environment.OBJECT_STORE_CLUSTER_TOKEN),
    logLevel: readLogLevel(values['log-level']),
    defect: values.defect,
  };
}

/** `where` begins the message of the Error it throws. */
export function readServer(text: string, where: string): Options['servers'][number] {
  const [, id, address] = /^([a-z0-9-]{1,32})=(\S+:\d{1,5})$/.exec(text) ?? [];
  if (id === undefined || address === undefined)
    throw new Error(`${where} '${text}' must be ID=HOST:PORT, for instance s1=127.0.0.1:9101.`);
  return { id, address };
}

/** The URL has a password in it, so no message repeats it. */
function readDatabase(url: string | undefined, connections: string): Options['database'] {
  if (url === undefined) return undefined;
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol))
    throw new Error('The URL of the database must be postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
  if (!/^\d{1,3}$/.test(connections) || Number(connections) < 2)
    throw new Error('--database-connections must be a number from 2 to 999; 20 to 50 is usual.');
  return { url, connections: Number(connections) };
}

function readClusterToken(file: string | undefined, text: string | undefined): string | undefined {
  if (file !== undefined) return requireToken(readFileSync(file, 'utf8'), file);
  return text === undefined ? undefined : requireToken(text, 'OBJECT_STORE_CLUSTER_TOKEN');
}

function readCredentials(file: string | undefined, json: string | undefined): Credentials {
  if (file === undefined) {
    if (json === undefined)
      throw new Error('Give --credentials FILE or the environment variable OBJECT_STORE_CREDENTIALS.');
    return parseCredentials(json, 'OBJECT_STORE_CREDENTIALS');
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`The credentials file ${file} cannot be read.`);
  }
  return parseCredentials(text, file);
}
