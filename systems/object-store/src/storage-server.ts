/** The command of a storage server: reads the arguments, serves until SIGTERM or SIGINT, stops cleanly. The only file here that knows its process. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from './log.ts';
import { requireToken } from './storage/cluster-token.ts';
import { type StorageServerOptions, startStorageServer } from './storage/serve.ts';

const usage = `usage: storage-server.ts --id NAME --port N --data DIR [--host 127.0.0.1] [--token-file FILE]
The cluster's token comes from FILE, or from the environment variable OBJECT_STORE_CLUSTER_TOKEN.`;

const log = createLog();

try {
  const server = await startStorageServer(readOptions(), log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.stop().catch((error: unknown) => {
        log.error({ err: error }, 'the storage server could not stop cleanly');
        process.exitCode = 1;
      });
    });
  }
} catch (error) {
  console.error(`storage-server: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function readOptions(): StorageServerOptions {
  const { values } = parseArgs({
    options: {
      id: { type: 'string', default: '' },
      port: { type: 'string', default: '' },
      data: { type: 'string', default: '' },
      host: { type: 'string', default: '127.0.0.1' },
      'token-file': { type: 'string' },
    },
  });
  const tokenFile = values['token-file'];
  const wrong =
    (!/^[a-z0-9-]{1,32}$/.test(values.id) && '--id must be lower-case letters, digits and dashes.') ||
    (!(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535) && '--port must be a number up to 65535.') ||
    (values.data === '' && '--data must name a folder.');
  if (wrong) throw new Error(`${wrong}\n${usage}`);
  return {
    id: values.id,
    host: values.host,
    port: Number(values.port),
    dataDirectory: resolve(values.data),
    token:
      tokenFile === undefined
        ? requireToken(process.env.OBJECT_STORE_CLUSTER_TOKEN, 'OBJECT_STORE_CLUSTER_TOKEN')
        : requireToken(readFileSync(tokenFile, 'utf8'), tokenFile),
  };
}
