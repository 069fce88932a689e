/** Rows about what a setup was answered: logins that are refused politely, waits until a system is warm. */
import { type Row, web } from '../row.ts';

function row(name: string, about: string, options: string, ends: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `${web(options)} const j = journey('j', async (t) => { await t.http.get('/'); }, { ${ends} });`,
    phases: "load('base', j, { users: 4, pace: '10ms', for: '2s' })",
    claims: "claim.errors(j, 'rate<10%', { id: 'errors' }), claim.latency(j, 'p(90)<900ms', { id: 'latency' })",
    truth,
  };
}

const doubted = { errors: 'unproven', latency: 'unproven' } as const;
const well = { errors: 'proven', latency: 'proven' } as const;
const POST = "await t.http.post('/to', { form: { user: 'ada' }";

export const setups: readonly Row[] = [
  row(
    'login-led-back',
    'the login of each user leads back to the login page, and the plan does not name that',
    'to=/login?error',
    `userSetup: async (t) => { ${POST} }); }`,
    doubted,
  ),
  row(
    'login-refused-in-step',
    'a step of the setup takes a refusal for an answer',
    'fails=/login',
    "userSetup: async (t) => { await t.step('login', async () => (await fetch(t.url + '/login')).headers.get('set-cookie')); }",
    doubted,
  ),
  row(
    'login-not-awaited',
    'the login of the setup is not awaited',
    'hang=/login',
    "userSetup: async (t) => { t.http.get('/login'); }",
    doubted,
  ),
  row(
    'login-redirect-expected',
    'the redirect behind a login is asked for, or followed',
    'to=/home',
    `setup: async (t) => { ${POST}, expect: 302 }); }, userSetup: async (t) => { ${POST}, redirects: 2 }); }`,
    well,
  ),
  row(
    'setup-waits-until-warm',
    'a setup asks until the system is warm',
    'cold=1500',
    `setup: async (t) => { for (let n = 0; n < 80; n++) { if ((await t.http.get('/')).status === 200) return; await t.sleep('100ms'); } throw new Error('never ready'); }`,
    well,
  ),
  row(
    'login-led-back-followed',
    'the same login, whose redirect is followed',
    'to=/login?error',
    `userSetup: async (t) => { ${POST}, redirects: 2 }); }`,
    doubted,
  ),
  row(
    'setup-second-of-two',
    'the second of two things that a setup reads is refused, by a GET of the same name',
    'fails=/items/2',
    "setup: async (t) => { await t.http.get('/items/1'); await t.http.get('/items/2'); }",
    doubted,
  ),
  row(
    'setup-lost-some',
    'some of what a setup wrote was refused, and it went on',
    'every=3',
    `setup: async (t) => { for (let n = 0; n < 9; n++) await t.http.put('/seed'); }`,
    { errors: 'not proven' },
  ),
];
