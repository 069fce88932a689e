/** Rows about other protocols and large bodies: what is legal is no failure, and our own limits are not the peer's. */
import { type Row, web } from '../row.ts';

const FEW = "load('base', j, { iterations: 12, users: 2 })";
const NONE = "claim.errors(j, 'count==0', { id: 'errors' })";

function row(
  name: string,
  about: string,
  command: string,
  body: string,
  truth: Row['truth'],
  more: Partial<Row> = {},
): Row {
  return {
    name,
    about,
    parts: `const api = system('api', { command: ['node', ${command}] }); const j = journey('j', async (t) => { ${body} });`,
    phases: FEW,
    claims: NONE,
    truth,
    ...more,
  };
}

const WS = { packages: ['ws'] };
const GRPC = { packages: ['@grpc/grpc-js', '@grpc/proto-loader'] };
const CALL =
  "const s = t.grpc({ proto: new URL('./notes.proto', import.meta.url), service: 'notes.Notes' }); await s.unary('Get', { id: '1' });";

/** A chat on a connection that each user keeps, over a restart of the service. */
function chat(name: string, about: string, open: string, truth: Row['truth']): Row {
  const body = `${open} await t.user.state.s.exchange('ahoy', { timeout: '2s' }); await t.sleep('30ms');`;
  const kill = "fault.kill(api.instance(1), { at: '2s', restartAfter: '500ms' })";
  return row(name, about, "'talk.mjs', '{port}', '{dir}'", body, truth, {
    ...WS,
    phases: `load('crash', j, { users: 4, for: '8s', faults: [${kill}] })`,
    claims: "claim.recovery({ id: 'recovery', after: 'kill', within: '3s' })",
  });
}

export const protocols: readonly Row[] = [
  row(
    'upload-refused-early',
    'a streamed upload is refused at its first bytes, by a service that then closes',
    "'web.mjs', '{port}', '{dir}', 'refuses=413'",
    `async function* big() { for (let n = 0; n < 200; n++) yield Buffer.alloc(65_536); }
    await t.http.put('/', { body: { stream: big, size: 200 * 65_536 }, expect: 413 });`,
    { errors: 'proven' },
    { phases: "load('base', j, { iterations: 80, users: 4 })" },
  ),
  row(
    'upload-connection-reset',
    'each upload is answered at once, and its connection then reset: what goes on it next breaks at once as well',
    "'web.mjs', '{port}', '{dir}', 'resets=1'",
    "await t.http.put('/', { body: Buffer.alloc(100_000) });",
    { errors: 'proven', latency: 'proven' },
    {
      phases: "load('base', j, { users: 4, for: '3s' })",
      claims: "claim.errors(j, 'rate<100%', { id: 'errors' }), claim.latency(j, 'p(95)<2s', { id: 'latency' })",
    },
  ),
  chat(
    'websocket-kept-dead',
    'each user keeps the connection that ended in the restart, and never asks the service again',
    "t.user.state.s ??= await t.websocket('/');",
    { recovery: 'unproven' },
  ),
  chat(
    'websocket-opened-again',
    'each user opens another connection where the old one ended',
    "if (t.user.state.s?.open !== true) t.user.state.s = await t.websocket('/');",
    { recovery: 'proven' },
  ),
  row(
    'http2-many-fields',
    'an answer with two hundred header fields over HTTP/2',
    "'wire.mjs', '{port}', '{dir}', 'fields=200'",
    "await t.http2.get('/');",
    { errors: 'proven' },
  ),
  row(
    'http2-cut',
    'answers over HTTP/2 that the peer ends in their middle, without an error code',
    "'wire.mjs', '{port}', '{dir}', 'cut=1'",
    "await t.http2.get('/');",
    { errors: 'disproven' },
  ),
  row(
    'http2-uploads',
    'five uploads of 6 MB at once on one connection',
    "'wire.mjs', '{port}', '{dir}'",
    "await Promise.all([1, 2, 3, 4, 5].map(() => t.http2.put('/', { body: Buffer.alloc(6_000_000) })));",
    { errors: 'proven' },
    { phases: "load('base', j, { iterations: 4, users: 1 })" },
  ),
  row(
    'grpc-large-answer',
    'an answer of 5 MB over gRPC',
    "'calls.mjs', '{port}', '{dir}', 'size=5000000'",
    CALL,
    { errors: 'not disproven' },
    GRPC,
  ),
  row(
    'grpc-no-message',
    'OK over gRPC without the message that there must be',
    "'calls.mjs', '{port}', '{dir}', 'empty=1'",
    CALL,
    { errors: 'disproven' },
    GRPC,
  ),
  row('grpc-healthy', 'a small answer over gRPC', "'calls.mjs', '{port}', '{dir}'", CALL, { errors: 'proven' }, GRPC),
  row(
    'websocket-large',
    'a message of 17 MiB over a WebSocket',
    `'talk.mjs', '{port}', '{dir}', 'size=${17 * 1024 * 1024}'`,
    "const s = await t.websocket('/'); await s.exchange('a', { timeout: '5s' }); await s.close();",
    { errors: 'not disproven' },
    { ...WS, phases: "load('base', j, { iterations: 4, users: 1 })" },
  ),
  row(
    'websocket-healthy',
    'a WebSocket that echoes',
    "'talk.mjs', '{port}', '{dir}'",
    "const s = await t.websocket('/'); t.check('it echoes', (await s.exchange('ahoy')).text() === 'ahoy'); await s.close();",
    { errors: 'proven', checks: 'proven' },
    { ...WS, claims: `${NONE}, claim.checks(j, { id: 'checks' })` },
  ),
  row(
    'websocket-hangs',
    'a WebSocket that falls silent after twenty messages',
    "'talk.mjs', '{port}', '{dir}', 'hang=1'",
    "t.user.state.s ??= await t.websocket('/'); await t.user.state.s.exchange('ahoy');",
    { errors: 'not proven' },
    { ...WS, phases: "load('base', j, { users: 2, pace: '20ms', for: '3s', gracefulStop: '1s' })" },
  ),
  row(
    'websocket-drops',
    'every tenth message ends the connection',
    "'talk.mjs', '{port}', '{dir}', 'fail-every=10'",
    "const s = await t.websocket('/'); for (let i = 0; i < 5; i++) await s.exchange('ahoy', { timeout: '1s' }); await s.close();",
    { errors: 'disproven' },
    WS,
  ),
  row(
    'events-large',
    'an event of 17 MiB',
    `'talk.mjs', '{port}', '{dir}', 'size=${17 * 1024 * 1024}'`,
    "const e = await t.events('/events'); for await (const one of e.take(1)) t.check('has text', one.data !== ''); e.close();",
    { errors: 'not disproven' },
    { ...WS, phases: "load('base', j, { iterations: 4, users: 1 })" },
  ),
  row(
    'events-healthy',
    'a stream of two events',
    "'talk.mjs', '{port}', '{dir}'",
    "const e = await t.events('/events'); for await (const one of e.take(2)) t.check('has text', one.data !== ''); e.close();",
    { errors: 'proven' },
    WS,
  ),
  {
    ...row('large-body', 'a body of 300 MiB that the journey keeps', '', '', { errors: 'not disproven' }),
    parts: `${web(`size=${300 * 1024 * 1024}`)} const j = journey('j', async (t) => { await t.http.get('/'); });`,
    phases: "load('base', j, { iterations: 1, users: 1 })",
    alone: true,
  },
  {
    ...row('large-body-digested', 'a body of 300 MiB that is only looked at', '', '', { errors: 'proven' }),
    parts: `${web(`size=${300 * 1024 * 1024}`)} const j = journey('j', async (t) => { await t.http.get('/', { into: 'sha256' }); });`,
    phases: "load('base', j, { iterations: 2, users: 1 })",
    alone: true,
  },
];
