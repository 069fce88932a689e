/** Rows about answers that look well, floating promises and checks that cannot fail, and what a journey throws. */
import { type Row, web } from '../row.ts';

const STEADY = "load('base', j, { users: 4, pace: '10ms', for: '2s' })";
const ERRORS = "claim.errors(j, 'rate<1%', { id: 'errors' })";

function row(name: string, about: string, options: string, body: string, truth: Row['truth'], claims = ERRORS): Row {
  return {
    name,
    about,
    parts: `${web(options)} const j = journey('j', async (t) => { ${body} });`,
    phases: STEADY,
    claims,
    truth,
  };
}

const GET = "await t.http.get('/');";

export const answers: readonly Row[] = [
  row('all-redirects-to-login', 'every answer is a redirect to the login', 'status=302 location=/login', GET, {
    errors: 'unproven',
  }),
  row(
    'checks-skipped-by-return',
    'the journey returns where the status is not 200, and soon nothing else comes',
    'fail-after=40',
    "const r = await t.http.get('/'); if (r.status !== 200) return; t.check('body', r.text() === 'ok');",
    { checks: 'not proven' },
    "claim.checks(j, { id: 'checks' })",
  ),
  row(
    'redirect-expected',
    'the plan expects the redirect',
    'status=302 location=/login',
    "await t.http.get('/', { expect: 302 });",
    { errors: 'proven' },
  ),
  row('all-304', 'every answer is 304 and the plan asked for none', 'status=304', GET, { errors: 'unproven' }),
  row('all-404', 'every answer is 404', 'status=404', GET, { errors: 'disproven' }),
  row(
    'all-reads-404',
    'every read is a 404 that nobody expects',
    'status=404',
    "await t.http.get('/a', { reads: 'a' });",
    { errors: 'unproven' },
  ),
  row(
    'missing-expected',
    'the plan expects that it is gone',
    'status=404',
    "await t.http.get('/a', { expect: 404 });",
    { errors: 'proven' },
  ),
  row(
    'check-of-a-promise',
    'a check was handed a promise: a forgotten await proves nothing',
    '',
    "const paid = async () => (await t.http.get('/')).status === 402; t.check('is paid', paid()); await t.sleep('20ms');",
    { mistake: [/await/i, /is paid/] },
    "claim.checks(j, { id: 'checks' })",
  ),
  row(
    'check-of-a-function',
    'a check was handed a function, as in k6',
    '',
    "await t.http.get('/'); t.check('is paid', () => false);",
    { mistake: [/is paid/, /function/i] },
    "claim.checks(j, { id: 'checks' })",
  ),
  row(
    'rate-of-a-promise',
    'a measure was handed a promise',
    '',
    "await t.http.get('/'); t.metric.rate('paid', Promise.resolve(false));",
    { mistake: [/paid/] },
    "claim.metric(j, 'paid', 'rate>99%', { id: 'paid' })",
  ),
  row(
    'check-fails',
    'one check of the journey fails',
    '',
    "const r = await t.http.get('/'); t.check('is paid', r.status === 402);",
    { checks: 'disproven' },
    "claim.checks(j, { id: 'checks' })",
  ),
  row(
    'check-never-runs',
    'the check that is claimed never runs',
    '',
    "const r = await t.http.get('/'); if (r.status === 402) t.check('is paid', true);",
    { checks: 'unproven' },
    "claim.checks(j, { check: 'is paid', id: 'checks' })",
  ),
  row(
    'floating-request-hangs',
    'a request that nobody waits for never ends',
    'hang=/slow',
    `t.http.get('/slow'); ${GET}`,
    { errors: 'not proven' },
  ),
  row(
    'floating-request-fails',
    'a request that nobody waits for fails',
    'fails=/bad',
    `void t.http.get('/bad'); ${GET}`,
    { errors: 'not proven' },
  ),
  row(
    'floating-request-healthy',
    'a request that nobody waits for, on a healthy system',
    '',
    `void t.http.get('/a'); ${GET}`,
    { errors: 'not disproven' },
  ),
  row('empty-journey', 'a journey without any request shows nothing', '', "await t.sleep('1ms');", {
    errors: 'unproven',
    whole: 'not proven',
  }),
  row(
    'caught-failure',
    'the journey catches what its requests say; they failed all the same',
    'every=20',
    "try { await t.http.get('/'); } catch { }",
    { errors: 'disproven' },
  ),
  row(
    'wrong-step-named',
    'the step that is claimed never ran',
    '',
    GET,
    { errors: 'unproven' },
    "claim.errors(j, 'rate<1%', { step: 'GET /nothing', id: 'errors' })",
  ),
  row(
    'type-error-at-once',
    'a TypeError of the journey before any answer is a mistake of the plan',
    '',
    'undefined.nothing;',
    { mistake: [/TypeError/, /trial\.mts:\d+/] },
  ),
  row('reference-error-at-once', 'a name that does not exist', '', 'await htp.get();', {
    mistake: [/htp/, /trial\.mts:\d+/],
  }),
  row(
    'type-error-after-answers',
    'a TypeError after answers that were all good: nothing can be told',
    '',
    "const r = await t.http.get('/json'); r.json().name.trim();",
    { errors: 'unproven', whole: 'not proven' },
  ),
  row(
    'type-error-after-failures',
    'a TypeError after an answer that failed: the system has failed',
    'status=500',
    "const r = await t.http.get('/'); r.json().name.trim();",
    { errors: 'disproven' },
  ),
  row(
    'assertion-fails',
    'an assertion of the journey fails: the system has failed',
    '',
    "const r = await t.http.get('/json'); if (r.json().id !== 2) throw new Error('the id is wrong');",
    { errors: 'disproven' },
  ),
  row(
    'throws-in-step',
    'a client of others throws in a step: the system has failed',
    '',
    "await t.step('get', async () => { throw new Error('connection lost'); });",
    { errors: 'disproven' },
  ),
  row(
    'another-host',
    'Seatrial refuses another host: a mistake of the plan',
    '',
    "await t.http.get('http://192.0.2.1/');",
    { mistake: [/192\.0\.2\.1/] },
  ),
  row(
    'misspelt-request-option',
    'a request with an option that does not exist',
    '',
    "await t.http.get('/', { tiemout: '1ms' });",
    { mistake: [/tiemout/, /timeout/] },
  ),
  row(
    'misspelt-header-option',
    '`header` in place of `headers`',
    '',
    "await t.http.get('/', { header: { authorization: 'x' } });",
    { mistake: [/header/, /headers/] },
  ),
  row('wrong-kind-of-body', 'a body that is no body', '', "await t.http.post('/', { body: { a: 1 } });", {
    mistake: [/body/],
  }),
  row('wrong-kind-of-query', 'a query that is text', '', "await t.http.get('/', { query: 'a=1' });", {
    mistake: [/query/],
  }),
  row('wrong-digest', '`into` names no digest', '', "await t.http.get('/', { into: 'sha1' });", {
    mistake: [/sha1/],
  }),
  row(
    'bigint-detail',
    'evidence: a detail that JSON cannot hold destroys nothing',
    '',
    "const r = await t.http.get('/'); t.check('fine', r.status === 200, 10n);",
    { whole: 'not disproven' },
    "claim.checks(j, { id: 'checks' })",
  ),
  {
    ...row('setup-throws', 'the setup throws and nothing is loaded', '', GET, {
      errors: 'unproven',
      whole: 'not proven',
    }),
    parts: `${web()} const j = journey('j', async (t) => { await t.http.get('/'); }, { setup: async () => { throw new Error('no database'); } });`,
  },
  {
    ...row('login-of-users-fails', 'no user could log in, and what follows works for strangers too', '', '', {
      errors: 'unproven',
      whole: 'not proven',
    }),
    parts: `${web('fails=/login')} const j = journey('j', async (t) => { await t.http.get('/'); },
      { userSetup: async (t) => { await t.http.post('/login'); } });`,
  },
  {
    ...row('login-comes-back', 'a login elsewhere leads back to a system that knows its users by a header', '', '', {
      errors: 'not disproven',
      checks: 'proven',
    }),
    parts: `const elsewhere = system('elsewhere', { command: ['node', 'web.mjs', '{port}', '{dir}', 'status=302', 'location={api.url}/in'], ready: { http: '/health' } });
      ${web('to={elsewhere.url}/login', "auth: { bearer: 'known-to-the-system' }")}
      const j = journey('j', async (t) => { const r = await t.http.get('/to', { redirects: 3 });
        t.check('known', r.text() === 'Bearer known-to-the-system', r.text()); }, { on: api });`,
    claims: `${ERRORS}, claim.checks(j, { id: 'checks' })`,
  },
  {
    ...row('feeder-runs-dry', 'less load ran than the plan asked for', '', '', { errors: 'not disproven' }),
    parts: `${web()} const rows = feeder.of([{ a: '1' }, { a: '2' }], { order: 'unique' });
      const j = journey('j', async (t) => { t.next(rows); await t.http.get('/'); });`,
  },
  {
    ...row('one-tag-fails', 'one kind of request fails and the other does not', '', '', {
      good: 'proven',
      bad: 'disproven',
    }),
    parts: `${web('fails=/bad')} const j = journey('j', async (t) => { await t.http.get('/', { tags: { kind: 'a' } }); await t.http.get('/bad', { tags: { kind: 'b' } }); });`,
    claims:
      "claim.errors(j, 'rate<5%', { tags: { kind: 'a' }, id: 'good' }), claim.errors(j, 'rate<5%', { tags: { kind: 'b' }, id: 'bad' })",
  },
];
