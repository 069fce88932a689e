/** Rows about redirects that are followed: lost sessions and strangers, and redirects as they should be. */
import type { Row } from '../row.ts';

const KILL = "faults: [fault.kill(api.instance(1), { at: '2s', restartAfter: '500ms' })]";
const LOGIN =
  "const r = await t.http.post('/login', { form: { user: 'ada' }, expect: 303 }); if (r.status !== 303) throw new Error(r.why);";
const FETCHED = `const r = await fetch(t.url + '/login', { method: 'POST', redirect: 'manual' });
  if (r.status !== 303) throw new Error('status ' + r.status); t.user.state.cookie = r.headers.get('set-cookie').split(';')[0];`;

function row(name: string, about: string, word: string, body: string, login: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `const api = system('api', { command: ['node', 'sessions.mjs', '{port}', '{dir}', '${word}'], ready: { http: '/health' } });
const j = journey('orders', async (t) => { ${body} }, { userSetup: async (t) => { ${login} } });`,
    phases: `load('calm', j, { users: 4, pace: '20ms', for: '2s' }), load('crash', j, { users: 4, pace: '20ms', for: '9s', ${KILL} })`,
    claims: `claim.errors(j, 'rate<10%', { id: 'errors', during: 'calm' }), claim.recovery({ id: 'recovery', after: 'kill', within: '5s' })`,
    truth,
  };
}

const FOLLOWED = "await t.http.get('/orders', { redirects: 5 });";
const BY_FETCH =
  "await t.step('orders', () => fetch(t.url + '/orders', { headers: { cookie: t.user.state.cookie } }));";

/** Whoever asks for `/old` is led to an address of the service itself. */
function own(name: string, about: string, word: string, truth: 'proven'): Row {
  return {
    name,
    about,
    parts: `const api = system('api', { command: ['node', 'sessions.mjs', '{port}', '{dir}', '${word}'], ready: { http: '/health' } });
const j = journey('old', async (t) => { const r = await t.http.get('/old', { redirects: 3, expect: 200 }); t.check('new', r.text() === 'ok', r.why); });`,
    phases: "load('calm', j, { users: 4, pace: '20ms', for: '2s' })",
    claims: "claim.errors(j, 'rate<10%', { id: 'errors' }), claim.checks(j, { id: 'checks' })",
    truth: { errors: truth, checks: truth },
  };
}

export const redirects: readonly Row[] = [
  row('session-forgotten', 'all are led to the login page after the restart', 'memory', FOLLOWED, LOGIN, {
    errors: 'proven',
    recovery: 'unproven',
  }),
  row('session-forgotten-by-fetch', 'the same, seen by fetch, which follows', 'memory', BY_FETCH, FETCHED, {
    errors: 'proven',
    recovery: 'unproven',
  }),
  row('session-kept', 'sessions survive the restart', 'kept', `${FOLLOWED} ${BY_FETCH}`, `${LOGIN} { ${FETCHED} }`, {
    errors: 'proven',
    recovery: 'proven',
  }),
  row('strangers-all-along', 'nobody is ever logged in', 'nobody', FOLLOWED, LOGIN, { errors: 'unproven' }),
  {
    ...row('strangers-behind-a-login', 'each login works, and nobody is logged in after it', 'nobody', '', '', {
      errors: 'unproven',
    }),
    parts: `const api = system('api', { command: ['node', 'sessions.mjs', '{port}', '{dir}', 'nobody'], ready: { http: '/health' } });
const j = journey('orders', async (t) => { if (t.user.iteration === 0) { ${LOGIN} } ${FOLLOWED} });`,
    phases: "load('calm', j, { users: 4, pace: '20ms', for: '2s' })",
    claims: "claim.errors(j, 'rate<10%', { id: 'errors' })",
  },
  row(
    'canonical-path',
    'an old path leads to the new one, and a login is posted each time and followed home',
    'memory',
    "await t.http.get('/old', { redirects: 3, expect: 200 }); await t.step('old', () => fetch(t.url + '/old')); await t.http.post('/login', { redirects: 3 });",
    LOGIN,
    { errors: 'proven', recovery: 'proven' },
  ),
  own('led-to-localhost', 'the service leads to itself by another name of this machine', 'to=localhost', 'proven'),
  own('led-to-named-port', 'the service leads to its own other port', 'to={port:web}', 'proven'),
];
