/** The command line of a storage server: arguments and environment in, options out. Every mistake is an Error whose message says what to do. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type LogLevel, readLogLevel } from '@seatrial/service-log';
import { requireToken } from './cluster-token.ts';
import type { StorageServerOptions } from './serve.ts';

export const STORAGE_USAGE = `usage: storage-server.ts --id NAME --port N --data DIR [--host 127.0.0.1] [--token-file FILE] [--log-level info]
The cluster's token comes from FILE, or from the environment variable OBJECT_STORE_CLUSTER_TOKEN.`;

export function readStorageOptions(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): StorageServerOptions & { readonly logLevel: LogLevel } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      id: { type: 'string', default: '' },
      port: { type: 'string', default: '' },
      data: { type: 'string', default: '' },
      host: { type: 'string', default: '127.0.0.1' },
      'token-file': { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
    },
  });
  const tokenFile = values['token-file'];
  const wrong =
    (!/^[a-z0-9-]{1,32}$/.test(values.id) && '--id must be lower-case letters, digits and dashes.') ||
    (!(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535) && '--port must be a number up to 65535.') ||
    (values.data === '' && '--data must name a folder.');
  if (wrong) throw new Error(wrong);
  return {
    id: values.id,
    host: values.host,
    port: Number(values.port),
    dataDirectory: resolve(values.data),
    logLevel: readLogLevel(values['log-level']),
    token:
      tokenFile === undefined
        ? requireToken(environment.OBJECT_STORE_CLUSTER_TOKEN, 'OBJECT_STORE_CLUSTER_TOKEN')
        : requireToken(readFileSync(tokenFile, 'utf8'), tokenFile),
  };
}
