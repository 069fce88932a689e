/** Rows about recovery after a fault: what people do between requests must not decide it, nor hide a dead half. */
import { asks, kill, type Row, web } from '../row.ts';

const DENSE = `load('crash', j, { users: 4, pace: '50ms', for: '6s', ${kill('api', '2s', '300ms')} })`;
const WITHIN_2S = "claim.recovery({ id: 'recovery', after: 'kill', within: '2s' })";
const TWO = "instances: 2, env: { INSTANCE: '{instance}' }";

function think(seed: number, truth: 'not disproven' | 'proven', users: number): Row {
  return {
    name: `think-${users}-users-seed-${seed}`,
    about: 'recovers in a third of a second; users pause as people do, and a pause is no failure',
    parts: `${web()} const j = journey('j', async (t) => {
      await t.http.get('/'); await t.think({ mean: '400ms', distribution: 'exponential' }); });`,
    also: `seed: ${seed}`,
    phases: `load('crash', j, { users: ${users}, for: '9s', ${kill('api', '3s', '300ms')} })`,
    claims: WITHIN_2S,
    truth: { recovery: truth },
    others: 'not disproven',
  };
}

function dense(name: string, about: string, options: string, truth: Row['truth'], more = ''): Row {
  return {
    name,
    about,
    parts: `${web(options, more)} ${asks('/', "{ timeout: '1s' }")}`,
    phases: DENSE,
    claims: WITHIN_2S,
    truth,
  };
}

export const recovery: readonly Row[] = [
  think(1, 'not disproven', 3),
  think(3, 'not disproven', 3),
  think(5, 'not disproven', 3),
  think(7, 'proven', 20),
  {
    ...dense(
      'background-errors-recovery',
      'three percent of errors before and after alike are no lack of recovery',
      '',
      {
        recovery: 'not disproven',
        base: 'proven',
      },
    ),
    parts: `${web('every=30')} ${asks()}`,
    phases: `load('base', j, { users: 4, pace: '50ms', for: '2s' }),
      load('crash', j, { users: 4, pace: '50ms', for: '8s', ${kill('api', '2s', '300ms')} })`,
    claims: `claim.errors(j, 'rate<10%', { id: 'base', during: 'base' }),
      claim.recovery({ id: 'recovery', after: 'kill', within: '4s' })`,
  },
  {
    ...dense('background-errors-open', 'one percent of errors in an open load', '', { recovery: 'not disproven' }),
    parts: `${web('every=97')} ${asks()}`,
    phases: `load('crash', j, { rate: '100/s', for: '7s', ${kill('api', '2s', '300ms')} })`,
  },
  dense('recovers-dense', 'healthy, killed and soon back', '', { recovery: 'proven' }),
  {
    ...dense('recovers-open', 'healthy under an open load, killed and soon back', '', { recovery: 'proven' }),
    phases: `load('crash', j, { rate: '80/s', for: '6s', ${kill('api', '2s', '300ms')} })`,
  },
  {
    ...dense(
      'recovers-slowly',
      'needs 1.7 s to start again: within 5 s it does, within 1 s it does not',
      'again-start=1700',
      {
        wide: 'proven',
        narrow: 'disproven',
      },
    ),
    phases: DENSE.replace('6s', '9s'),
    claims: `claim.recovery({ id: 'wide', after: 'kill', within: '5s' }), claim.recovery({ id: 'narrow', after: 'kill', within: '1s' })`,
  },
  {
    ...dense(
      'sparse-hides-slow-start',
      'one user asks every two seconds; a start of 1.7 s is no recovery in 200 ms',
      '',
      {
        recovery: 'not proven',
      },
    ),
    parts: `${web('again-start=1700').replace(", ready: { http: '/health' }", '')} ${asks()}`,
    phases: `load('crash', j, { users: 1, for: '14s', pace: '2s', ${kill('api', '4200ms', '10ms')} })`,
    claims: "claim.recovery({ id: 'recovery', after: 'kill', within: '200ms' })",
  },
  {
    ...dense('sparse-healthy', 'sparse traffic on what recovers: nothing failed that could condemn it', '', {
      recovery: 'not disproven',
    }),
    phases: `load('crash', j, { users: 1, for: '12s', pace: '1500ms', ${kill('api', '3500ms', '100ms')} })`,
    claims: "claim.recovery({ id: 'recovery', after: 'kill', within: '5s' })",
    others: 'not disproven',
  },
  {
    ...dense('never-listens-again', 'the process starts again and never listens', 'again-never=1', {
      recovery: 'disproven',
    }),
    atMostS: 70,
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '6s', ${kill('api', '2s', '300ms')} })`,
  },
  dense(
    'hangs-after-restart',
    'healthy by its own word after the restart, and silent for everything else',
    'again-hang=/',
    {
      recovery: 'disproven',
    },
  ),
  {
    ...dense(
      'hangs-after-restart-patient',
      'the same with the default timeout: nothing was seen to work',
      'again-hang=/',
      {
        recovery: 'not proven',
        whole: 'not proven',
      },
    ),
    parts: `${web('again-hang=/')} ${asks()}`,
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '5s', gracefulStop: '1s', ${kill('api', '2s', '300ms')} })`,
  },
  {
    ...dense(
      'rare-endpoint-dead-after-restart',
      'one request of twenty asks what answers 500 for ever after the restart',
      'again-fails=/pay',
      { recovery: 'not proven' },
    ),
    parts: `${web('again-fails=/pay')} const j = journey('j', async (t) => {
      await t.http.get('/'); if (t.random.below(20) === 0) await t.http.get('/pay'); });`,
  },
  {
    ...dense(
      'slow-for-ever-after-restart',
      'answers take 900 ms for ever after the restart, and the load is open',
      'again-latency=900',
      { recovery: 'not proven' },
    ),
    phases: `load('crash', j, { rate: '20/s', for: '9s', ${kill('api', '3s', '300ms')} })`,
  },
  dense(
    'sessions-lost-in-restart',
    'everybody is led to the login page after the restart',
    'again-status=302 again-location=/login',
    {
      recovery: 'not proven',
    },
  ),
  {
    ...dense(
      'step-takes-500-for-an-answer',
      'another client in a step does not throw for the 500 of every answer',
      '',
      {
        recovery: 'not proven',
      },
    ),
    parts: `${web('again-status=500')} const j = journey('j', async (t) => {
      await t.step('get', async () => { await (await fetch(t.url + '/')).text(); }); });`,
  },
  {
    ...dense(
      'half-slow-for-ever-after-restart',
      'every second answer takes 900 ms for ever, and the load is open',
      '',
      {
        recovery: 'not proven',
      },
    ),
    parts: `${web('again-slow-every=2 again-ms=900')} ${asks()}`,
    phases: `load('crash', j, { rate: '20/s', for: '9s', ${kill('api', '3s', '300ms')} })`,
  },
  {
    ...dense('load-beside-stays-dead', 'what another load asks for fails for ever after the restart', '', {
      recovery: 'not proven',
    }),
    parts: `${web('again-fails=/slow')} ${asks()} const slow = journey('slow', async (t) => { await t.http.get('/slow'); });`,
    phases: `together([load('quick', j, { users: 4, pace: '50ms', for: '7s', ${kill('api', '2s', '300ms')} }),
      load('slow', slow, { users: 2, pace: '100ms', for: '7s' })])`,
  },
  {
    ...dense('works-then-down', 'works for two seconds after the restart, then fails for ever', '', {
      recovery: 'disproven',
    }),
    parts: `${web('again-fail-after=160')} ${asks()}`,
    phases: DENSE.replace('6s', '9s'),
  },
  {
    ...dense('works-then-hangs', 'works for two seconds after the restart, then hangs for ever', '', {
      recovery: 'disproven',
    }),
    parts: `${web('again-hang-after=160')} ${asks()}`,
    phases: DENSE.replace("'6s'", "'9s', gracefulStop: '1s'"),
  },
  {
    ...dense('hangs-when-the-load-ends', 'works after the restart, and hangs in the last two seconds and more', '', {
      recovery: 'not proven',
    }),
    parts: `${web('again-hang-from=4000')} ${asks()}`,
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '9s', gracefulStop: '200ms', ${kill('api', '2s', '300ms')} })`,
    claims: WITHIN_2S.replace('2s', '4s'),
  },
  {
    ...dense('step-of-another-journey-dead-later', 'one of two steps of a later load fails for ever', '', {
      recovery: 'not proven',
    }),
    parts: `${web('again-fails=/pay')} ${asks()} const buy = journey('buy', async (t) => {
      await t.http.get('/'); await t.http.get('/pay'); });`,
    phases: `load('before', buy, { users: 1, pace: '100ms', for: '2s' }), ${DENSE},
      load('after', buy, { users: 1, pace: '100ms', for: '2s' })`,
  },
  {
    ...dense('half-hangs-for-ever', 'every second request hangs for ever after the restart, and the load is open', '', {
      recovery: 'disproven',
    }),
    parts: `${web('again-hang-every=2')} ${asks()}`,
    phases: `load('crash', j, { rate: '20/s', for: '9s', gracefulStop: '1s', ${kill('api', '2s', '300ms')} })`,
  },
  {
    ...dense('polls-beside-requests', 'healthy; users ask and then wait in a long poll, as ever', '', {
      recovery: 'not disproven',
    }),
    parts: `${web('hang=/poll')} const j = journey('j', async (t) => {
      await t.http.get('/'); if (t.user.iteration % 10 === 9) await t.http.get('/poll', { timeout: '60s' }); });`,
    phases: `load('crash', j, { users: 10, pace: '50ms', for: '8s', gracefulStop: '1s', ${kill('api', '2s', '300ms')} })`,
  },
  dense('half-fails-after-restart', 'half of what is asked fails after the restart', 'again-every=2', {
    recovery: 'disproven',
  }),
  dense(
    'flaps',
    'works for 0.6 s, fails for two more, works again: not back within 2 s for a sustained second',
    'again-flap=2600',
    {
      recovery: 'disproven',
    },
  ),
  dense('two-instances-recover', 'two instances, one is killed and comes back', '', { recovery: 'proven' }, TWO),
  {
    ...dense(
      'one-of-two-stays-dead',
      'the killed one of two never listens again; the living half hides nothing',
      'gone-never=1',
      {
        recovery: 'not proven',
      },
      TWO,
    ),
    atMostS: 70,
  },
  dense(
    'one-of-two-hangs',
    'the killed one of two accepts and never answers',
    'gone-hang=/',
    { recovery: 'not proven' },
    TWO,
  ),
  {
    ...dense('pause-healthy', 'paused for a second, works at once after it', '', { recovery: 'proven' }),
    phases: `load('stop', j, { users: 4, pace: '50ms', for: '6s', faults: [fault.pause(api.instance(1), { at: '2s', for: '1s' })] })`,
    claims: "claim.recovery({ id: 'recovery', after: 'pause', within: '2s' })",
  },
  {
    ...dense('broken-before', 'it did not work before the fault either: nothing can be told', 'status=500', {
      recovery: 'not proven',
    }),
    claims: WITHIN_2S,
  },
  {
    ...dense('phase-ends-too-early', 'the phase ends half a second after the restart: nothing can be told', '', {
      recovery: 'unproven',
    }),
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '3s', ${kill('api', '2s', '300ms')} })`,
  },
  {
    ...dense('users-of-many-paces', 'a slow and a quick journey at once; both work after the kill', '', {
      recovery: 'not disproven',
    }),
    parts: `${web()} ${asks()} const slow = journey('slow', async (t) => { await t.http.get('/slow'); await t.sleep('900ms'); });`,
    phases: `together([load('quick', j, { users: 4, pace: '50ms', for: '7s', ${kill('api', '2s', '300ms')} }),
      load('slow', slow, { users: 2, for: '7s' })])`,
  },
];
