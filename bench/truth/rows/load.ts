/** Rows about what load shows: errors, latency, throughput and checks. */
import { asks, type Row, web } from '../row.ts';

const STEADY = "load('base', j, { rate: '150/s', for: '3s' })";
const ERRORS = "claim.errors(j, 'rate<1%', { id: 'errors' })";

function steady(
  name: string,
  about: string,
  options: string,
  claims: string,
  truth: Row['truth'],
  phases = STEADY,
): Row {
  return { name, about, parts: `${web(options)} ${asks()}`, phases, claims, truth };
}

/** Another client than ours, in the journey itself or in a step. */
function fetching(name: string, about: string, options: string, body: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `${web(options)} const j = journey('j', async (t) => { ${body} });`,
    phases: "load('base', j, { users: 4, pace: '20ms', for: '3s', gracefulStop: '1s' })",
    claims: `${ERRORS}, claim.latency(j, 'p(95)<500ms', { id: 'latency' })`,
    truth,
  };
}

export const load: readonly Row[] = [
  {
    name: 'healthy-closed',
    about: 'healthy under a closed load: everything holds',
    parts: `${web()} const j = journey('j', async (t) => { const r = await t.http.get('/json'); t.check('it is one', r.json().id === 1); });`,
    phases: "load('base', j, { users: 4, pace: '20ms', for: '3s' })",
    claims: `claim.checks(j, { id: 'checks' }), claim.latency(j, 'p(95)<200ms', { id: 'latency' }), ${ERRORS}, claim.throughput(j, 'rate>100/s', { id: 'throughput' })`,
    truth: { checks: 'proven', latency: 'proven', errors: 'proven', throughput: 'proven' },
    others: 'not disproven',
  },
  {
    ...steady(
      'healthy-open-ramp',
      'healthy under an open load with a ramp',
      '',
      `${ERRORS}, claim.latency(j, 'p(95)<200ms', { id: 'latency' })`,
      {
        errors: 'proven',
        latency: 'proven',
      },
    ),
    phases: "load('base', j, { rate: ['20/s', { to: '200/s', over: '2s' }, { to: '200/s', over: '1s' }] })",
    others: 'not disproven',
  },
  steady('healthy-slow-start', 'needs three seconds to start, and says when it is ready', 'start=3000', ERRORS, {
    errors: 'proven',
    whole: 'proven',
  }),
  steady(
    'stands-still',
    'stands still for three of every four seconds: each user has one slow answer then, which says little of how often',
    'stand=3000 stand-of=4000',
    "claim.latency(j, 'p(99)<200ms', { id: 'latency' })",
    { latency: 'not proven' },
    "load('base', j, { users: 8, for: '10s' })",
  ),
  steady(
    'stops-now-and-then',
    'healthy: stops for 120 ms every second, as a garbage collection does, and is slow for one in a thousand',
    'stand=120 stand-of=1000 slow-every=1000 ms=700',
    "claim.latency(j, 'p(99)<200ms', { id: 'latency' })",
    { latency: 'proven' },
    "load('base', j, { users: 8, for: '8s' })",
  ),
  {
    ...steady(
      'healthy-phases',
      'several phases, one beside another',
      '',
      "claim.errors(j, 'rate<5%', { id: 'errors' })",
      {
        errors: 'proven',
        whole: 'proven',
      },
    ),
    phases: `load('warm', j, { users: 2, pace: '20ms', for: '2s' }), together([load('a', j, { rate: '50/s', for: '2s' }), load('b', j, { users: 3, pace: '50ms', for: '2s', startAfter: '300ms' })])`,
  },
  {
    ...steady(
      'healthy-thinking',
      'users think between requests',
      '',
      `${ERRORS}, claim.latency(j, 'p(90)<200ms', { id: 'latency' })`,
      {
        errors: 'proven',
        latency: 'proven',
      },
    ),
    parts: `${web()} const j = journey('j', async (t) => { await t.http.get('/'); await t.think({ mean: '200ms', distribution: 'exponential' }); });`,
    phases: "load('base', j, { users: 40, for: '4s' })",
    others: 'not disproven',
  },
  steady(
    'one-percent-within-five',
    'one percent of requests fail and five are allowed',
    'every=100',
    "claim.errors(j, 'rate<5%', { id: 'errors' })",
    {
      errors: 'proven',
    },
  ),
  steady('three-percent-beyond-one', 'three percent of requests fail and one is allowed', 'every=30', ERRORS, {
    errors: 'disproven',
  }),
  {
    ...steady('step-around-request', '1.5 % of requests fail, with and without a step around the request', '', '', {
      e1: 'disproven',
      t1: 'disproven',
      e2: 'disproven',
      t2: 'disproven',
    }),
    parts: `${web('every=66')} const j = journey('shop', async (t) => { await t.step('order', async () => { await t.http.get('/orders'); }); });
      const k = journey('plain', async (t) => { await t.http.get('/orders'); });`,
    phases: "load('base', j, { rate: '100/s', for: '4s' }), load('same', k, { rate: '100/s', for: '4s' })",
    claims: `claim.errors(j, 'rate<1%', { id: 'e1' }), claim.throughput(j, 'rate>150/s', { id: 't1' }),
      claim.errors(k, 'rate<1%', { id: 'e2' }), claim.throughput(k, 'rate>150/s', { id: 't2' })`,
  },
  {
    ...steady('steps-dilute-requests', 'every request fails beside two hundred steps that do not', '', '', {
      errors: 'disproven',
      throughput: 'not proven',
      latency: 'not proven',
    }),
    parts: `${web('status=500')} const j = journey('shop', async (t) => {
      for (let i = 0; i < 200; i++) await t.step('compute', async () => {}); await t.http.get('/orders'); });`,
    phases: "load('base', j, { users: 1, for: '2s', pace: '20ms' })",
    claims: `claim.latency(j, 'p(99)<200ms', { id: 'latency' }), ${ERRORS}, claim.throughput(j, 'rate>1000/s', { id: 'throughput' })`,
  },
  {
    ...steady('login-fails-in-setup', 'the login fails in setup and no request is made: nothing can be told', '', '', {
      errors: 'unproven',
      latency: 'unproven',
      throughput: 'not proven',
      whole: 'not proven',
    }),
    parts: `${web('status=500')} const j = journey('shop', async (t) => { if (!t.data.token) return; await t.http.get('/orders'); },
      { setup: async (t) => ({ token: (await t.http.post('/login', { json: { a: 1 } })).json()?.token ?? null }) });`,
    phases: "load('base', j, { users: 4, for: '3s', pace: '5ms' })",
    claims: `claim.latency(j, 'p(99)<50ms', { id: 'latency' }), ${ERRORS}, claim.throughput(j, 'rate>100/s', { id: 'throughput' })`,
  },
  {
    ...steady('few-samples', 'thirty requests and one check are too little for 0.001 %, 99.9 % and p(99.9)', '', '', {
      latency: 'unproven',
      errors: 'unproven',
      checks: 'unproven',
      one: 'unproven',
      rate: 'not proven',
    }),
    parts: `${web()} const j = journey('shop', async (t) => { const r = await t.http.get('/orders');
      if (t.user.iteration === 0 && t.user.index === 1) t.check('the order is right', r.status === 200); });
      const one = journey('one', async (t) => { await t.http.get('/x'); });`,
    phases: "load('few', j, { iterations: 30, users: 3 }), load('one', one, { iterations: 1, users: 1 })",
    claims: `claim.latency(j, 'p(99.9)<5s', { id: 'latency' }), claim.errors(j, 'rate<0.001%', { id: 'errors' }), claim.errors(one, 'rate<0.001%', { id: 'one' }),
      claim.checks(j, { check: 'the order is right', atLeast: '99.9%', id: 'checks' }), claim.throughput(one, 'rate>100/s', { id: 'rate' })`,
  },
  {
    ...steady('fifty-for-p999', 'fifty requests show nothing of p(99.9) and p(99), and enough of p(50)', '', '', {
      p999: 'unproven',
      p99: 'unproven',
      p50: 'proven',
    }),
    phases: "load('few', j, { iterations: 50, users: 2, pace: '20ms' })",
    claims: `claim.latency(j, 'p(99.9)<5s', { id: 'p999' }), claim.latency(j, 'p(99)<5s', { id: 'p99' }), claim.latency(j, 'p(50)<5s', { id: 'p50' })`,
  },
  {
    ...steady('count-of-few', 'a count needs no share: thirty requests, none failed; and one of thirty did', '', '', {
      none: 'proven',
      some: 'disproven',
    }),
    parts: `${web('fails=/bad')} ${asks()} const k = journey('k', async (t) => { await t.http.get(t.user.iteration === 3 ? '/bad' : '/'); });`,
    phases: "load('a', j, { iterations: 30, users: 3 }), load('b', k, { iterations: 30, users: 1 })",
    claims: "claim.errors(j, 'count==0', { id: 'none' }), claim.errors(k, 'count==0', { id: 'some' })",
  },
  steady(
    'two-loads-at-once',
    'two loads of 100/s at once are 200/s',
    '',
    "claim.throughput(j, 'rate>150/s', { id: 'fast' }), claim.throughput(j, 'rate<120/s', { id: 'slow' })",
    { fast: 'proven', slow: 'disproven' },
    "together([load('a', j, { rate: '100/s', for: '3s' }), load('b', j, { rate: '100/s', for: '3s' })])",
  ),
  steady(
    'spike-hidden-by-baseline',
    'the spike alone is slow and fails; a long quiet phase beside it hides nothing',
    'crowd=12 latency=20',
    "claim.latency(j, 'p(95)<200ms', { id: 'latency', during: ['base', 'spike'] }), claim.errors(j, 'rate<10%', { id: 'errors', during: ['base', 'spike'] })",
    { latency: 'not proven', errors: 'disproven' },
    "load('base', j, { rate: '300/s', for: '4s' }), load('spike', j, { users: 20, for: '1s' })",
  ),
  fetching(
    'fetch-always-500-in-step',
    'another client in a step; every answer is a 500, for which fetch does not throw',
    'status=500',
    "await t.step('get', () => fetch(t.url + '/'));",
    { errors: 'disproven', latency: 'not proven' },
  ),
  fetching(
    'fetch-not-awaited-in-step',
    'another client in a step that nobody waits for; the server hangs for ever',
    'hang=/',
    "await t.step('get', async () => { fetch(t.url + '/').catch(() => undefined); });",
    { errors: 'not proven', latency: 'not proven' },
  ),
  fetching(
    'fetch-hangs-in-step',
    'another client in a step; the server hangs for ever after 50 requests',
    'hang-after=50',
    "await t.step('get', async () => { await fetch(t.url + '/'); });",
    { errors: 'not proven', latency: 'not proven' },
  ),
  fetching(
    'fetch-hangs-outside',
    'another client and no step; the server hangs for ever after 50 requests',
    'hang-after=50',
    "await fetch(t.url + '/');",
    { errors: 'not proven', latency: 'not proven', whole: 'not proven' },
  ),
  fetching(
    'fetch-one-endpoint-hangs',
    'one endpoint of two hangs for ever',
    'hang=/slow',
    "await t.step('get', () => fetch(t.url + '/')); if (t.user.index === 2) await t.step('slow', () => fetch(t.url + '/slow'));",
    { errors: 'not proven', whole: 'not proven' },
  ),
  fetching(
    'fetch-caught-in-step',
    'another client in a step that catches what it throws; the server hangs for ever',
    'hang=/',
    "await t.step('get', async () => { try { await fetch(t.url + '/', { signal: AbortSignal.timeout(100) }); } catch { return null; } });",
    { errors: 'not proven', latency: 'not proven' },
  ),
  fetching(
    'fetch-healthy',
    'another client in a step, and all is well',
    '',
    "await t.step('get', async () => { await (await fetch(t.url + '/')).text(); });",
    { errors: 'not disproven', latency: 'not disproven' },
  ),
  steady(
    'hangs-once-a-user',
    'hangs for ever after a hundred requests, without a timeout of the plan',
    'hang-after=100',
    `${ERRORS}, claim.latency(j, 'p(95)<500ms', { id: 'latency' })`,
    { errors: 'not proven', latency: 'not proven' },
    "load('base', j, { users: 2, pace: '10ms', for: '3s', gracefulStop: '1s' })",
  ),
  {
    ...steady(
      'hangs-with-timeout',
      'hangs for ever after fifty requests, and the plan gives it half a second',
      'hang-after=50',
      ERRORS,
      { errors: 'disproven' },
    ),
    parts: `${web('hang-after=50')} ${asks('/', "{ timeout: '500ms' }")}`,
  },
  steady('fails-after-a-hundred', 'works a hundred times and never again', 'fail-after=100', ERRORS, {
    errors: 'disproven',
  }),
  steady(
    'grows-slow',
    'each request is slower than the one before',
    'worse=3',
    "claim.latency(j, 'p(95)<100ms', { id: 'latency' })",
    { latency: 'not proven' },
    "load('base', j, { rate: '60/s', for: '4s' })",
  ),
  steady(
    'every-tenth-is-slow',
    'a tenth takes 300 ms: the median is quick, the 95th percentile is not',
    'slow-every=10 ms=300',
    "claim.latency(j, 'p(50)<100ms', { id: 'median' }), claim.latency(j, 'p(95)<100ms', { id: 'tail' })",
    { median: 'proven', tail: 'disproven' },
  ),
  {
    ...steady(
      'one-of-two-slow',
      'one instance of two takes 300 ms for everything',
      '',
      "claim.latency(j, 'p(95)<100ms', { id: 'latency' })",
      { latency: 'disproven' },
    ),
    parts: `${web('first-latency=300', "instances: 2, env: { INSTANCE: '{instance}' }")} ${asks()}`,
    phases: "load('base', j, { users: 6, pace: '50ms', for: '4s' })",
  },
  {
    ...steady('cut-by-our-own-end', 'a healthy slow answer is cut by our own end of the phase', '', ERRORS, {
      errors: 'not disproven',
    }),
    parts: `${web('slow=/slow ms=3000')} const j = journey('j', async (t) => { await t.http.get('/'); await t.http.get('/slow'); });`,
    phases: "load('base', j, { rate: '20/s', for: '2s', gracefulStop: '100ms' })",
    others: 'not disproven',
  },
  {
    ...steady('tail-beyond-the-load', '100/s asked and served; one answer comes two seconds after the load', '', '', {
      fast: 'proven',
      slow: 'disproven',
    }),
    parts: `${web('slow=/slow ms=4500')} const j = journey('j', async (t) => { await t.http.get('/'); });
      const late = journey('late', async (t) => { await t.http.get('/slow'); });`,
    phases:
      "together([load('base', j, { rate: '100/s', for: '3s' }), load('tail', late, { iterations: 1, users: 1 })])",
    claims: "claim.throughput(j, 'rate>95/s', { id: 'fast' }), claim.throughput(j, 'rate<85/s', { id: 'slow' })",
  },
  {
    ...steady(
      'own-tail-beyond-the-load',
      '150/s asked and served; the last answers of the same load are slow',
      '',
      '',
      { fast: 'proven' },
    ),
    parts: `${web('slow=/slow ms=1500')} const j = journey('j', async (t) => { await t.http.get(t.random.below(50) === 0 ? '/slow' : '/'); });`,
    claims: "claim.throughput(j, 'rate>140/s', { id: 'fast' })",
  },
  steady(
    'nobody-free',
    'two users cannot serve 200/s of 100 ms each: latency is not shown to hold',
    'latency=100',
    "claim.latency(j, 'p(95)<150ms', { id: 'latency' }), claim.throughput(j, 'rate>150/s', { id: 'throughput' })",
    { latency: 'not proven', throughput: 'not proven' },
    "load('base', j, { rate: '200/s', for: '3s', maxUsers: 2 })",
  ),
  {
    ...steady(
      'late-answers',
      'the answer takes 45 ms and the plan gives it ten',
      'latency=45',
      "claim.errors(j, 'rate<50%', { id: 'errors' })",
      { errors: 'disproven' },
    ),
    parts: `${web('latency=45')} ${asks('/', "{ timeout: '10ms' }")}`,
  },
];
