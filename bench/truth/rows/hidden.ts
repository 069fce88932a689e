/** Rows about what a success hides: answers that acknowledge nothing, what is never asked again, and phases after a recovery. */
import { asks, kill, type Row, store, web } from '../row.ts';

const WITHIN_2S = "claim.recovery({ id: 'recovery', after: 'kill', within: '2s' })";
const CRASH = `load('crash', j, { users: 4, pace: '50ms', for: '6s', ${kill('api', '2s', '300ms')} })`;
const THEN = "load('then', then, { users: 1, iterations: 1 })";
const VALUE = '{ reads: { key, value: (r) => r.text() } }';

/** A store that is killed, in a plan that returns where a write was not answered as it thinks. */
function written(name: string, about: string, options: string, put: string, truth: Row['truth'], status = 200): Row {
  return {
    name,
    about,
    parts: `${store(options)} const j = journey('j', async (t) => { const key = t.unique('k');
      const put = await t.http.put('/' + key, { body: key, writes: { key, value: key }${put} });
      if (put.status !== ${status}) return;
      const read = await t.http.get('/' + key, ${VALUE}); t.check('reads as written', read.text() === key); });`,
    phases: `load('calm', j, { users: 2, pace: '20ms', for: '2s' }),
      load('crash', j, { users: 4, pace: '20ms', for: '5s', ${kill('kv', '2s', '300ms')} }),
      readBack('back', j, (t, { key }) => t.http.get('/' + key, ${VALUE}))`,
    claims: `claim.errors(j, 'rate<1%', { id: 'errors', during: 'calm' }), claim.checks(j, { id: 'checks', during: 'calm' }),
      ${WITHIN_2S}, claim.noLostWrites(j, { id: 'kept' })`,
    truth,
  };
}

/** A store that is killed, in a plan that writes and reads without values. */
function present(name: string, about: string, options: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `${store(options)} const j = journey('j', async (t) => { const key = t.unique('k');
      await t.http.put('/' + key, { body: key, writes: key }); await t.http.get('/' + key, { reads: key }); });`,
    phases: `load('crash', j, { users: 2, pace: '20ms', for: '3s', ${kill('kv', '1s', '300ms')} }),
      readBack('back', j, (t, { key }) => t.http.get('/' + key, { reads: key }), { settle: '1s' })`,
    claims: "claim.noLostWrites(j, { id: 'kept' })",
    truth,
  };
}

function recovers(
  name: string,
  about: string,
  options: string,
  recovery: 'proven' | 'unproven',
  more: Partial<Row> = {},
): Row {
  return {
    name,
    about,
    parts: `${web(options)} ${asks()} const then = journey('then', async (t) => { await t.http.get('/then'); });`,
    phases: CRASH,
    claims: WITHIN_2S,
    truth: { recovery },
    ...more,
  };
}

/** After a crash and a recovery, what `then-` says is true of the next phase. */
function later(name: string, about: string, options: string, recovery: 'proven' | 'unproven', users = 4): Row {
  const phases = `${CRASH}, ${THEN}, load('after', j, { users: ${users}, pace: '50ms', for: '5s', gracefulStop: '1s' })`;
  return recovers(name, about, options, recovery, { phases });
}

const OPEN = `load('crash', j, { rate: '40/s', for: '9s', ${kill('api', '2s', '300ms')} })`;

/** A fault of the plan's own in `web.mjs`, whose undo asks for the mending and then does this. */
function undone(name: string, about: string, fault: string, then: string, recovery: 'proven' | 'unproven'): Row {
  return recovers(name, about, `fault=${fault}`, recovery, {
    phases: `load('base', j, { users: 4, pace: '50ms', for: '11s', faults: [fault.custom({ name: 'own', target: api, at: '1500ms', for: '500ms',
      inject: async ({ url }) => (await fetch(url + '/break')).ok,
      undo: async ({ url }) => { await fetch(url + '/mend'); ${then} return true; } })] })`,
    claims: WITHIN_2S.replace("'kill'", "'custom'"),
  });
}

const WAIT =
  "for (let n = 0; n < 80 && !(await fetch(url + '/')).ok; n++) await new Promise((r) => setTimeout(r, 100));";

export const hidden: readonly Row[] = [
  written('accepted-and-dropped', '19 of 20 writes are answered 202 and forgotten', 'accepts=20', '', {
    kept: 'unproven',
    checks: 'unproven',
    errors: 'unproven',
    whole: 'not proven',
  }),
  written(
    'accepted-after-restart',
    'each write is answered 202 and forgotten after the restart',
    'again-accepts=1000000',
    '',
    {
      kept: 'unproven',
      recovery: 'unproven',
    },
  ),
  written(
    'queue-that-accepts-healthy',
    'a queue that answers 202 for what it has on disk, as the plan says',
    'put-status=202',
    ', expect: 202',
    { kept: 'proven', checks: 'proven', errors: 'proven', recovery: 'proven' },
    202,
  ),
  present(
    'null-for-what-is-lost',
    'forgets all, and answers 200 null for what is not there',
    'keep=memory missing=null',
    {
      kept: 'unproven',
    },
  ),
  present('204-for-what-is-lost', 'forgets all, and answers 204 for what is not there', 'keep=memory missing=204', {
    kept: 'unproven',
  }),
  present('page-for-what-is-lost', 'forgets all, and answers 200 and a page for any path', 'keep=memory missing=page', {
    kept: 'unproven',
  }),
  present('present-healthy', 'keeps all, and the plan compares no values', '', { kept: 'proven' }),
  recovers(
    'list-empty-after-restart',
    'what the list names is opened, and the list is empty for ever',
    'again-empty=1',
    'unproven',
    {
      parts: `${web('again-empty=1')} const j = journey('j', async (t) => {
      const list = await t.http.get('/json'); if (list.json()?.id !== undefined) await t.http.get('/open'); });`,
    },
  ),
  recovers(
    'random-branch-healthy',
    'one in ten opens something, each logs in once, a burst comes every 40 iterations',
    '',
    'proven',
    {
      parts: `${web()} const j = journey('j', async (t) => { if (t.user.iteration === 1) await t.http.get('/login');
      await t.http.get('/'); if (t.random.below(10) === 0) await t.http.get('/open');
      if (t.user.iteration % 40 === 39) await t.http.get('/report'); });`,
    },
  ),
  later('later-phase-hangs', 'recovers, and the next phase is never answered', 'then-hang=/', 'unproven'),
  later('later-phase-half-fails', 'recovers, and half of the next phase fails', 'then-every=2', 'unproven'),
  later(
    'later-phase-slow',
    'recovers, and the next phase takes 900 ms for each answer',
    'then-latency=900',
    'unproven',
  ),
  {
    ...later(
      'later-phase-checks-fail',
      'recovers, and every answer of the next phase is empty',
      'then-empty=1',
      'unproven',
    ),
    parts: `${web('then-empty=1')} const j = journey('j', async (t) => { const r = await t.http.get('/json'); t.check('has a name', r.json()?.id === 1); });
      const then = journey('then', async (t) => { await t.http.get('/then'); });`,
  },
  recovers(
    'step-vanishes-beside',
    'a step beside the requests is done for what the list names',
    'again-empty=1',
    'unproven',
    {
      parts: `${web('again-empty=1')} const j = journey('j', async (t) => {
      const list = await t.http.get('/json'); if (list.json()?.id !== undefined) await t.step('open', async () => { await (await fetch(t.url + '/open')).text(); }); });`,
    },
  ),
  later('later-phase-healthy', 'recovers, and the next phase is as before', '', 'proven'),
  later(
    'later-crowd-healthy',
    'recovers; ten times as many users are too many for it at any time',
    'crowd=12',
    'proven',
    40,
  ),
  recovers(
    'load-begun-in-the-outage-dead',
    'a load that worked before begins while the fault is in force, and fails for ever',
    '',
    'unproven',
    {
      parts: `${web('again-fails=/slow')} ${asks()} const slow = journey('slow', async (t) => { await t.http.get('/slow'); });`,
      phases: `load('calm', slow, { users: 2, pace: '50ms', for: '2s' }),
      together([load('crash', j, { users: 4, pace: '50ms', for: '7s', ${kill('api', '2s', '800ms')} }),
        load('late', slow, { users: 2, pace: '50ms', for: '4s', startAfter: '2400ms' })])`,
    },
  ),
  undone(
    'undo-waits-for-the-recovery',
    'down for four seconds after it was mended, and its undo waits',
    'slowly',
    WAIT,
    'unproven',
  ),
  undone(
    'undo-tarries-healthy',
    'mended at once, and its undo takes three seconds more',
    'mends',
    'await new Promise((r) => setTimeout(r, 3000));',
    'proven',
  ),
  recovers(
    'sixth-slow-for-ever-after-restart',
    'every sixth answer takes 900 ms for ever',
    'again-slow-every=6 again-ms=900',
    'unproven',
    {
      phases: OPEN,
    },
  ),
  recovers('tail-healthy', 'every 30th answer takes 200 ms, before and after', 'slow-every=30 ms=200', 'proven', {
    phases: OPEN,
  }),
  recovers(
    'slow-first-second-healthy',
    'answers take 300 ms in the first second after the restart',
    'again-warm=1000',
    'proven',
    {
      phases: OPEN,
    },
  ),
];
