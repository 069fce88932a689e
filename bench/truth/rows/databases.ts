/** Rows about databases that others wrote: Redis in five settings, PostgreSQL in three. Each has a known truth in a crash. */
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row.ts';

const OTHERS = join(import.meta.dirname, '../others');
const REDIS: Record<string, readonly string[]> = {
  always: ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
  everysec: ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
  no: ['--appendonly', 'yes', '--appendfsync', 'no', '--save', ''],
  save: ['--appendonly', 'no', '--save', '1', '1'],
  none: ['--appendonly', 'no', '--save', ''],
};
const POSTGRES: Record<string, readonly string[]> = {
  durable: [],
  async: ['-c', 'synchronous_commit=off', '-c', 'wal_writer_delay=1000ms'],
  nofsync: ['-c', 'fsync=off', '-c', 'full_page_writes=off'],
};

/** Why a row of a client of npm and a program of Debian cannot run. */
function missing(pattern: string, debian: string): () => string | null {
  return () => {
    if (globSync(pattern).length === 0) return `${debian} is not installed; apt-get install ${debian}`;
    return existsSync(join(OTHERS, 'node_modules')) ? null : 'run npm ci in bench/truth/others first';
  };
}

const words = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(', ');

/** One operation of the history around one call of a client. */
const OPERATION = `async function operation(t, f, key, value, call) {
  const told = f === 'write' ? t.history.begin('write', key, value) : t.history.begin(f, key);
  try { const got = await t.step(f, call); told.end('ok', f === 'read' ? { value: got ?? null } : undefined); return got; }
  catch (error) { told.end('unknown'); t.user.state.client = undefined; throw error; }
}`;

const CLAIMS = `claim.checks(j, { id: 'checks', during: 'baseline' }), claim.errors(j, 'rate<2%', { id: 'errors', during: 'baseline' }),
    claim.latency(j, 'p(90)<100ms', { id: 'latency', step: 'write', during: 'baseline' }),
    claim.recovery({ id: 'recovery', after: 'kill', within: '8s' }), claim.noLostWrites(j, { id: 'kept' })`;

function crash(name: string, fault = `fault.kill(${name}.instance(1), { at: '2s', restartAfter: '500ms' })`): string {
  return `load('baseline', j, { rate: '50/s', for: '4s' }), load('crash', j, { users: 4, for: '7s', pace: '20ms', faults: [${fault}] }),
    readBack('back', j, async (t, { key }) => { const c = await client(t); await operation(t, 'read', key, null, () => read(c, key)); })`;
}

const JOURNEY = `const j = journey('j', async (t) => { const key = t.unique('k'); const value = 'v-' + key; const c = await t.step('connect', () => client(t));
  await operation(t, 'write', key, value, () => write(c, key, value));
  t.check('reads as written', (await operation(t, 'read', key, null, () => read(c, key))) === value);
}, { setup: async (t) => { await prepare(await client(t)); return {}; } });`;

function redis(setting: string, kept: 'proven' | 'disproven'): Row {
  return {
    name: `redis-${setting}`,
    about: `Redis with ${setting} under SIGKILL: acknowledged writes are ${kept === 'proven' ? 'kept' : 'lost'}`,
    parts: `import { createClient } from 'redis';
const redis = system('redis', { command: ['redis-server', '--port', '{port}', '--bind', '127.0.0.1', '--dir', '{dir}', ${words(REDIS[setting] ?? [])}],
  ready: { log: 'Ready to accept connections', within: '20s' } });
async function client(t) {
  t.user.state.client ??= await createClient({ url: 'redis://127.0.0.1:' + new URL(t.url).port, socket: { reconnectStrategy: false, connectTimeout: 1000 }, disableOfflineQueue: true })
    .on('error', () => { t.user.state.client = undefined; }).connect();
  return t.user.state.client;
}
const write = (c, key, value) => c.set(key, value); const read = (c, key) => c.get(key); const prepare = async () => {};
${OPERATION}
${JOURNEY}`,
    phases: crash('redis'),
    claims: CLAIMS,
    truth: { kept, checks: 'proven', errors: 'proven', latency: 'proven', recovery: 'proven' },
    ...(kept === 'proven' ? { says: { kept: /SIGKILL/ } } : {}),
    packages: ['redis'],
    missing: missing('/usr/bin/redis-server', 'redis-server'),
    atMostS: 90,
  };
}

function postgres(setting: string, kept: 'proven' | 'disproven'): Row {
  return {
    name: `postgres-${setting}`,
    about: `PostgreSQL ${setting} under SIGKILL: acknowledged writes are ${kept === 'proven' ? 'kept' : 'lost'}`,
    parts: `import pg from 'pg';
const postgres = system('postgres', { command: ['sh', 'postgres.sh', '{dir}', '{port}'${(POSTGRES[setting] ?? []).map((word) => `, '${word}'`).join('')}],
  ready: { log: 'database system is ready to accept connections', within: '30s' } });
async function client(t) {
  if (t.user.state.client) return t.user.state.client;
  const c = new pg.Client({ host: '127.0.0.1', port: Number(new URL(t.url).port), user: 'postgres', database: 'postgres', connectionTimeoutMillis: 2000 });
  c.on('error', () => { t.user.state.client = undefined; });
  await c.connect();
  return (t.user.state.client = c);
}
const write = (c, key, value) => c.query('insert into orders (id, total) values ($1, $2)', [key, value]);
const read = async (c, key) => (await c.query('select total from orders where id = $1', [key])).rows[0]?.total ?? null;
const prepare = (c) => c.query('create table if not exists orders (id text primary key, total text)');
${OPERATION}
${JOURNEY}`,
    phases: crash('postgres'),
    claims: CLAIMS,
    truth: { kept, checks: 'proven', errors: 'proven', recovery: 'proven' },
    ...(kept === 'proven' ? { says: { kept: /SIGKILL/ } } : {}),
    packages: ['pg'],
    missing: missing('/usr/lib/postgresql/*/bin/postgres', 'postgresql'),
    atMostS: 90,
  };
}

const durable = postgres('durable', 'proven');

export const databases: readonly Row[] = [
  redis('always', 'proven'),
  redis('everysec', 'proven'),
  redis('no', 'proven'),
  redis('save', 'disproven'),
  redis('none', 'disproven'),
  durable,
  postgres('async', 'disproven'),
  postgres('nofsync', 'proven'),
  {
    ...durable,
    name: 'postgres-paused',
    about: 'PostgreSQL is paused: its backends too, or the fault did not bite',
    phases: crash('postgres', "fault.pause(postgres.instance(1), { at: '2s', for: '1s' })"),
    claims: `claim.recovery({ id: 'recovery', after: 'pause', within: '4s' }), claim.noLostWrites(j, { id: 'kept' }),
      claim.latency(j, 'max<400ms', { id: 'still', during: 'crash', step: 'write', minSamples: 20 })`,
    truth: { recovery: 'not disproven', kept: 'not disproven', still: 'not proven' },
    says: {},
  },
];
