/** Rows about what is seen beside the load: systems that end by themselves, memory, secrets in logs, our own health. */
import { asks, kill, type Row, web } from '../row.ts';

const STEADY = "load('base', j, { rate: '150/s', for: '3s' })";
const ERRORS = "claim.errors(j, 'rate<1%', { id: 'errors' })";

function row(name: string, about: string, options: string, truth: Row['truth'], more: Partial<Row> = {}): Row {
  return { name, about, parts: `${web(options)} ${asks()}`, phases: STEADY, claims: ERRORS, truth, ...more };
}

function resource(name: string, about: string, options: string, bound: string, truth: 'proven' | 'disproven'): Row {
  return row(
    name,
    about,
    options,
    { resources: truth },
    {
      phases: `load('base', j, { rate: '50/s', for: '${bound.includes('growth') ? 13 : 5}s' })`,
      claims: `claim.resources(api, '${bound}', { id: 'resources' })`,
    },
  );
}

const SECRET = "secrets: ['sesame-open-1234']";
const WITH_SECRET = `${web('say=token')} const j = journey('j', async (t) => { await t.http.get('/', { headers: { authorization: 'sesame-open-1234' } }); });`;

const PASSWORD = { DB_PASSWORD: 'kH7x2Qp9vZr4Lm' };

const ACCOUNT = {
  type: 'service_account',
  private_key: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n',
  auth_uri: 'https://accounts.example/o/oauth2/auth',
};

/** Prints all variables of its environment, or those that the options name. */
function printing(
  name: string,
  about: string,
  env: Readonly<Record<string, string>>,
  options: string,
  whole: 'proven' | 'disproven' | 'unproven',
): Row {
  const words = options.includes('print=') ? options : `print=${Object.keys(env).join(',')} ${options}`;
  return row(name, about, '', { whole }, { parts: `${web(words, `env: ${JSON.stringify(env)}`)} ${asks()}` });
}

export const resources: readonly Row[] = [
  row('dies-by-itself', 'ends by itself in the middle of the load', 'die-at=2000', { whole: 'disproven' }),
  row(
    'dies-when-idle',
    'ends by itself, with exit code 0, where no request can show it',
    'die-after=60',
    { whole: 'disproven', errors: 'not disproven' },
    {
      parts: `${web()} ${asks()} const k = journey('k', async (t) => { if (t.user.iteration === 0) await t.http.get('/bye'); await t.sleep('100ms'); });`,
      phases: "load('base', j, { users: 2, pace: '10ms', for: '3s' }), load('idle', k, { users: 1, for: '2s' })",
    },
  ),
  row(
    'one-of-two-dies',
    'one instance of two ends by itself',
    '',
    { whole: 'disproven' },
    {
      parts: `${web('', "instances: 2, env: { INSTANCE: '{instance}' }").replace("'{dir}'", "'{dir}', 'die-at={instance}500'")} ${asks()}`,
      claims: "claim.errors(j, 'rate<90%', { id: 'errors' })",
    },
  ),
  row(
    'stays-up',
    'killed by us and by nothing else: nothing ended by itself',
    '',
    { whole: 'proven' },
    {
      phases: `load('crash', j, { users: 4, pace: '50ms', for: '6s', ${kill('api', '2s', '300ms')} })`,
      claims: "claim.recovery({ id: 'recovery', after: 'kill', within: '3s' })",
    },
  ),
  row(
    'wrapper-ends',
    'the command ends at once and leaves the server behind',
    '',
    { whole: 'not proven' },
    {
      parts: `const api = system('api', { command: ['node', 'wrap.mjs', 'gone', 'node', 'web.mjs', '{port}', '{dir}'], ready: { http: '/health' } }); ${asks()}`,
    },
  ),
  row(
    'child-dies-behind-wrapper',
    'the shell stays and the server behind it ends',
    '',
    { whole: 'disproven', errors: 'disproven' },
    {
      parts: `const api = system('api', { command: ['sh', '-c', 'node web.mjs {port} {dir} die-at=2000; sleep 60'], ready: { http: '/health' } }); ${asks()}`,
    },
  ),
  resource('memory-leaks', 'each request keeps a megabyte', 'leak=1', 'rss growth<50MB', 'disproven'),
  resource('memory-steady', 'memory stays as it is', '', 'rss growth<50MB', 'proven'),
  resource('memory-max-kept', 'memory stays below 500 MB', '', 'rss max<500MB', 'proven'),
  resource('memory-max-broken', 'memory rises above 200 MB', 'leak=1', 'rss max<200MB', 'disproven'),
  resource('files-leak', 'each request keeps a file open', 'open=1', 'openFiles max<100', 'disproven'),
  resource('files-steady', 'no request keeps a file open', '', 'openFiles max<200', 'proven'),
  row(
    'secret-in-log',
    'the system writes a declared secret into its log',
    '',
    { whole: 'disproven' },
    { parts: WITH_SECRET, also: SECRET },
  ),
  row(
    'secret-not-in-log',
    'the declared secret is in no log',
    '',
    { whole: 'proven' },
    {
      parts: WITH_SECRET.replace('say=token', 'every=1000000'),
      also: SECRET,
    },
  ),
  row(
    'ends-under-a-fault',
    'ends by itself under a fault of the plan, and never runs again',
    '',
    { 'stays-up': 'not proven' },
    {
      phases: `load('base', j, { users: 2, pace: '50ms', for: '5s', faults: [fault.custom({ name: 'own', target: api, at: '1s', for: '1s',
        inject: async ({ instances: [one] }) => { await fetch(one.url + '/bye'); return true; }, undo: async () => true })] })`,
      says: { 'api stays up': /did not run again/ },
    },
  ),
  ...['buffer', 'colons', 'bytes', 'characters'].map((form) =>
    printing(`secret-in-log-as-${form}`, `a password is printed as ${form}`, PASSWORD, `print-as=${form}`, 'disproven'),
  ),
  ...['sql', 'csv', 'url-in-url'].map((form) =>
    printing(
      `secret-in-log-in-${form}`,
      `a password of quotes and slashes is printed in ${form}`,
      { DB_PASSWORD: 'it\'s-"9/secrets"-long' },
      `print-as=${form}`,
      'disproven',
    ),
  ),
  printing(
    'address-beside-a-key',
    'healthy: of the file with its key it prints an address',
    { GCP_CREDENTIALS: JSON.stringify(ACCOUNT, null, 2) },
    'print-as=line',
    'proven',
  ),
  printing(
    'mark-of-a-model',
    'healthy: a language model prints the mark of the end of a text',
    { EOS_TOKEN: '<|endoftext|>' },
    '',
    'unproven',
  ),
  printing('password-in-log', 'a password of the environment is printed', PASSWORD, '', 'disproven'),
  printing(
    'keys-that-are-no-secrets',
    'healthy: it prints the names of a cache and a partition, and a key that is made to be seen',
    { CACHE_KEY: 'shop-cache-v2', PARTITION_KEY: 'a81bc81b-dead-4e5d', STRIPE_PUBLIC_KEY: 'pk_live_51HxY2eZvK' },
    '',
    'proven',
  ),
  printing(
    'bytes-that-are-no-secret',
    'healthy: it prints bytes and ids, and not its password',
    { ...PASSWORD, REQUEST_ID: '6bd3b0a4-9f3e-4b1c-8d0e-2a7c1f6e5d90' },
    'print-as=bytes print=REQUEST_ID',
    'proven',
  ),
  printing(
    'key-that-may-be-one',
    'prints a key of which nobody said what it opens',
    { APP_KEY: 'x7Q2-shop' },
    '',
    'unproven',
  ),
  row(
    'generator-short-open',
    '150 arrivals of a short run: the generator kept up',
    '',
    { generator: 'proven' },
    {
      phases: "load('base', j, { rate: '50/s', for: '3s' })",
      claims: 'claim.generator()',
      alone: true,
    },
  ),
  row(
    'generator-short-closed',
    'a short closed load with a kill: the generator kept up',
    '',
    { generator: 'proven' },
    {
      phases: `load('base', j, { users: 4, pace: '50ms', for: '5s', ${kill('api', '2s', '300ms')} })`,
      claims: 'claim.generator()',
      alone: true,
    },
  ),
  row(
    'generator-burns',
    'the journey itself burns the processor: its figures are not the system’s',
    '',
    { generator: 'not proven', latency: 'not disproven' },
    {
      parts: `${web()} const j = journey('j', async (t) => { for (const until = performance.now() + 80; performance.now() < until; ); await t.http.get('/'); });`,
      phases: "load('base', j, { rate: '50/s', for: '4s' })",
      claims: "claim.generator(), claim.latency(j, 'p(95)<50ms', { id: 'latency' })",
      alone: true,
    },
  ),
  {
    name: 'generator-first-template',
    about: 'the first template beside one busy loop; of 20 (--repeat 20) one may be undecided',
    folder: 'seatrial/templates/first',
    parts: '',
    phases: '',
    claims: '',
    truth: { generator: 'proven' },
    others: 'not disproven',
    beside: 1,
    atMostS: 90,
  },
];
