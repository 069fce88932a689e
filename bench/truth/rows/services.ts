/** Rows about services that others wrote or built on: json-server, Verdaccio, s3rver, Express, Flask with planted faults, moto. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row.ts';

const OTHERS = join(import.meta.dirname, '../others');
const npmMissing = (): string | null =>
  existsSync(join(OTHERS, 'node_modules')) ? null : 'run npm ci in bench/truth/others first';

/** Packages of pip that the machine's Python must have. */
function pipMissing(module: string): () => string | null {
  return () => {
    const { status } = spawnSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
    return status === 0 ? null : `${module} is not installed; pip install -r bench/truth/others/requirements.txt`;
  };
}

const KILL = "faults: [fault.kill(api.instance(1), { at: '2s', restartAfter: '500ms' })]";
const CRASH = `load('base', j, { users: 3, pace: '50ms', for: '3s' }), load('crash', j, { users: 3, pace: '50ms', for: '12s', ${KILL} })`;
const CLAIMS = `claim.errors(j, 'rate<5%', { id: 'errors', during: 'base' }), claim.recovery({ id: 'recovery', after: 'kill', within: '9s' }),
  claim.noLostWrites(j, { id: 'kept' })`;
const VALUE = '{ reads: { key, value: (r) => r.text() } }';

/** For what takes seconds to start. */
const LONG = {
  phases: `${CRASH.replace('12s', '24s')}, readBack('back', j, async (t, { key }) => {
    await t.http.get('/' + key, { reads: { key, value: (r) => r.json().name } }); })`,
  claims: CLAIMS.replace('9s', '18s'),
};

interface Service {
  readonly command: string;
  readonly ready: string;
  readonly put: string;
  readonly get: string;
  /** Text before the system: imports. */
  readonly first?: string;
  /** Text of a setup. */
  readonly setup?: string;
}

function service(
  name: string,
  about: string,
  { command, ready, put, get, first = '', setup = '' }: Service,
  truth: Row['truth'],
  more: Partial<Row>,
): Row {
  return {
    name,
    about,
    parts: `${first}const api = system('api', { command: [${command}], ready: { ${ready}, within: '30s' } });
const j = journey('j', async (t) => { const key = t.unique('k'); ${put} ${get} }${setup === '' ? '' : `, { setup: async (t) => { ${setup} return {}; } }`});`,
    phases: `${CRASH}, readBack('back', j, async (t, { key }) => { ${get} })`,
    claims: CLAIMS,
    truth,
    atMostS: 90,
    ...more,
  };
}

function flask(name: string, about: string, options: string, truth: Row['truth'], claims = CLAIMS): Row {
  const command = ['python3', 'flask_service.py', '{port}', '{dir}', ...options.split(' ').filter(Boolean)];
  return service(
    name,
    about,
    {
      command: command.map((word) => `'${word}'`).join(', '),
      ready: "http: '/health'",
      put: "await t.http.put('/orders/ann/' + key, { body: key, writes: { key, value: key } });",
      get: `await t.http.get('/orders/ann/' + key, ${VALUE});`,
    },
    truth,
    { claims, missing: pipMissing('flask') },
  );
}

const ACROSS = `const who = t.user.index % 2 ? 'ann' : 'ben'; const other = t.user.index % 2 ? 'ben' : 'ann'; const at = (name) => '/orders/' + name + '/known';
  await t.http.put(at(who), { body: 'x', headers: { who }, access: { actor: who, owner: who, action: 'write', resource: at(who) } });
  await t.http.get(at(who), { headers: { who }, access: { actor: who, owner: who, action: 'read', resource: at(who) } });
  if (t.user.iteration > 2) await t.http.get(at(other), { headers: { who }, access: { actor: who, owner: other, action: 'read', resource: at(other) } });`;

function flaskTenants(name: string, about: string, options: string, isolated: 'proven' | 'disproven'): Row {
  const row = flask(name, about, options, { isolated }, "claim.tenantIsolation(j, { id: 'isolated' })");
  const parts = row.parts.replace(/const j = [\s\S]*/, `const j = journey('j', async (t) => { ${ACROSS} });`);
  return { ...row, parts, phases: "load('base', j, { users: 4, pace: '50ms', for: '3s' })" };
}

const S3 = {
  put: "await t.http.put('/box/' + key, { body: key, writes: { key, value: key } });",
  get: `await t.http.get('/box/' + key, ${VALUE});`,
};
const PUBLISH = `const shasum = createHash('sha1').update(key).digest('hex'); await t.http.put('/' + key, { json: { _id: key, name: key, 'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name: key, version: '1.0.0', dist: { tarball: 'http://127.0.0.1/' + key + '/-/' + key + '-1.0.0.tgz', shasum } } },
    _attachments: { [key + '-1.0.0.tgz']: { content_type: 'application/octet-stream', data: Buffer.from(key).toString('base64'), length: key.length } } }, writes: { key, value: key } });`;

export const services: readonly Row[] = [
  service(
    'json-server',
    'json-server comes back after SIGKILL; it answers before it writes, so whether a kill loses something is chance',
    {
      command:
        "'sh', '-c', 'test -f {dir}/db.json || echo \\'{\"notes\":[]}\\' > {dir}/db.json; exec node node_modules/json-server/lib/cli/bin.js --host 127.0.0.1 --port {port} --quiet {dir}/db.json'",
      ready: "http: '/notes'",
      put: "await t.http.post('/notes', { json: { id: key }, writes: { key, value: key } });",
      get: "await t.http.get('/notes/' + key, { reads: { key, value: (r) => r.json().id } });",
    },
    { errors: 'proven', recovery: 'proven' },
    { packages: ['json-server'], missing: npmMissing },
  ),
  service(
    'verdaccio',
    'Verdaccio keeps what was published after SIGKILL',
    {
      command: "'sh', 'verdaccio.sh', '{dir}', '{port}'",
      ready: "http: '/-/ping'",
      first: "import { createHash } from 'node:crypto';\n",
      put: PUBLISH,
      get: "await t.http.get('/' + key, { reads: { key, value: (r) => r.json().name } });",
    },
    { errors: 'proven', recovery: 'proven', kept: 'not disproven' },
    {
      packages: ['verdaccio'],
      phases: LONG.phases,
      claims: LONG.claims,
      missing: npmMissing,
    },
  ),
  service(
    's3rver',
    's3rver writes objects to files before it answers: kept after SIGKILL',
    {
      command:
        "'node', 'node_modules/s3rver/bin/s3rver.js', '-d', '{dir}', '-a', '127.0.0.1', '-p', '{port}', '--configure-bucket', 'box', '--silent'",
      ready: "http: '/box'",
      ...S3,
    },
    { errors: 'proven', recovery: 'proven', kept: 'proven' },
    { packages: ['s3rver'], missing: npmMissing },
  ),
  {
    ...service(
      'moto',
      'moto keeps objects in memory: lost after SIGKILL',
      {
        command: "'python3', '-m', 'moto.server', '-H', '127.0.0.1', '-p', '{port}'",
        ready: "http: '/moto-api/data.json'",
        first: `const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x' };\n`,
        setup: "await t.http.put('/box', { headers });",
        put: "await t.http.put('/box/' + key, { headers, body: key, writes: { key, value: key } });",
        get: "await t.http.get('/box/' + key, { headers, reads: { key, value: (r) => r.text() } });",
      },
      { errors: 'proven', kept: 'disproven' },
      { missing: pipMissing('moto.server') },
    ),
  },
  {
    ...service(
      'express-healthy',
      'an Express service answers everything',
      {
        command: "'node', 'express-service.mjs', '{port}'",
        ready: "http: '/health'",
        put: '',
        get: "const r = await t.http.get('/orders/' + key, { timeout: '1s' }); t.check('it is the order', r.json()?.id === key);",
      },
      { errors: 'proven', checks: 'proven' },
      { packages: ['express'], missing: npmMissing },
    ),
    phases: "load('base', j, { users: 3, pace: '20ms', for: '4s' })",
    claims: "claim.errors(j, 'rate<1%', { id: 'errors' }), claim.checks(j, { id: 'checks' })",
  },
  {
    ...service(
      'express-forgets-answers',
      'an Express service never answers every 25th request',
      {
        command: "'node', 'express-service.mjs', '{port}', 'break=async'",
        ready: "http: '/health'",
        put: '',
        get: "const r = await t.http.get('/orders/' + key, { timeout: '1s' }); t.check('it is the order', r.json()?.id === key);",
      },
      { errors: 'disproven' },
      { packages: ['express'], missing: npmMissing },
    ),
    phases: "load('base', j, { users: 3, pace: '20ms', for: '5s' })",
    claims: "claim.errors(j, 'rate<1%', { id: 'errors' })",
  },
  flask('flask-healthy', 'a Flask service that syncs each order', '', {
    errors: 'proven',
    recovery: 'proven',
    kept: 'proven',
  }),
  flask('flask-memory', 'a Flask service that keeps orders in memory', 'memory=1', {
    errors: 'proven',
    kept: 'disproven',
  }),
  flask(
    'flask-every-tenth-fails',
    'a Flask service that refuses every tenth order',
    'every=10',
    { errors: 'disproven' },
    "claim.errors(j, 'rate<1%', { id: 'errors', during: 'base' })",
  ),
  flask(
    'flask-slow',
    'a Flask service that takes 300 ms',
    'slow=300',
    { latency: 'disproven' },
    "claim.latency(j, 'p(95)<100ms', { id: 'latency', during: 'base' })",
  ),
  flaskTenants('flask-isolated', 'a Flask service that keeps tenants apart', '', 'proven'),
  flaskTenants('flask-open', 'a Flask service that keeps nobody from anything', 'open=1', 'disproven'),
];
