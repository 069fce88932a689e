/** Rows about data: what is lost, what comes back, what is only late, and what was never asked for. */
import { kill, type Row, store } from '../row.ts';

const PUT = "await t.http.put('/' + key, { body: key, writes: { key, value: key } });";
const VALUE = '{ reads: { key, value: (r) => r.text() } }';
const BACK = `readBack('back', j, (t, { key }) => t.http.get('/' + key, ${VALUE}))`;
const KEPT = "claim.noLostWrites(j, { id: 'kept' })";

function row(
  name: string,
  about: string,
  options: string,
  body: string,
  truth: Row['truth'],
  more: Partial<Row> = {},
): Row {
  return {
    name,
    about,
    parts: `${store(options)} const j = journey('j', async (t) => { const key = t.unique('k'); ${body} });`,
    phases: `load('crash', j, { users: 2, pace: '20ms', for: '3s', ${kill('kv', '1s', '300ms')} }), ${BACK}`,
    claims: KEPT,
    truth,
    ...more,
  };
}

const CALM = `load('calm', j, { users: 2, pace: '20ms', for: '2s' }), ${BACK}`;
/** Thirty times, then it is only read: the last value is there before the kill. */
const OVER = `const own = 'own-' + t.user.index; if (t.user.iteration < 30) await t.http.put('/' + own, { body: key, writes: { key: own, value: key } });
  else await t.http.get('/' + own, { reads: { key: own, value: (r) => r.text() } });`;
const LATER = {
  phases: `load('crash', j, { users: 2, pace: '20ms', for: '4s', ${kill('kv', '2s', '300ms')} }), ${BACK}`,
};
const TOLD = 'acknowledged: (r) => r.json()?.errors === undefined';

const MODERATED = `${store()} const keyOf = (t, user) => 'note-' + user + '-' + t.user.iteration;
  const j = journey('j', async (t) => { const key = keyOf(t, t.user.index); ${PUT} });
  const moderate = journey('moderate', async (t) => { const key = keyOf(t, 1); await t.http.delete('/' + key, { deletes: key }); });`;
/** A setting that is deleted, and then read. */
const SETTING = `const own = 'theme-' + t.user.index + '-' + Math.floor(t.user.iteration / 3); const step = t.user.iteration % 3;
  if (step === 0) await t.http.put('/' + own, { body: 'dark', writes: { key: own, value: 'dark' } });
  if (step === 1) await t.http.delete('/' + own, { deletes: own });
  await t.http.get('/' + own, { reads: { key: own, value: (r) => r.text() } });`;

export const data: readonly Row[] = [
  row(
    'durable-store',
    'each write is synced: nothing is lost, and it recovers',
    '',
    PUT,
    { kept: 'proven' },
    { others: 'not disproven' },
  ),
  row(
    'secret-keys',
    'each write is synced; keys look like credentials, which evidence does not keep: they are different keys all the same',
    '',
    "const id = 'token:' + key; await t.http.put('/' + id, { body: key, writes: { key: id, value: key } });",
    { kept: 'proven' },
  ),
  row(
    'secret-values',
    'the last values are written late and lost; values hold a token, which evidence does not keep: they are different values all the same',
    'keep=late',
    `const own = 'own-' + t.user.index; const value = JSON.stringify({ token: 't-1' + key });
      if (t.user.iteration < 30) await t.http.put('/' + own, { body: value, writes: { key: own, value } });
      else await t.http.get('/' + own);`,
    { kept: 'disproven' },
  ),
  row('memory-store', 'all is in memory: a crash loses it', 'keep=memory', PUT, { kept: 'disproven' }),
  row('late-store', 'written to disk 700 ms late: a crash loses the last', 'keep=late', PUT, { kept: 'disproven' }),
  row('half-store', 'every second write is kept in memory only', 'keep=half', PUT, { kept: 'disproven' }),
  row(
    'deletes-come-back',
    'deletes are acknowledged and never written: they come back in a crash',
    'keep=no-deletes',
    `${PUT} if (t.user.iteration % 2) { await t.http.delete('/' + key, { deletes: key }); await t.http.get('/' + key, ${VALUE}); }`,
    { kept: 'disproven' },
  ),
  row(
    'deletes-kept',
    'deletes are kept as well',
    '',
    `${PUT} if (t.user.iteration % 2) await t.http.delete('/' + key, { deletes: key });`,
    {
      kept: 'proven',
    },
  ),
  row('garbage-values', 'the keys are kept and the values are not', 'answers=garbage', PUT, { kept: 'disproven' }),
  row(
    'overwritten-values',
    'one key is written over and over, then only read; what was last written is there',
    '',
    OVER,
    { kept: 'proven' },
    LATER,
  ),
  row(
    'overwritten-values-lost',
    'the same where every second write is kept in memory only: a crash brings an older value back',
    'keep=half',
    OVER,
    { kept: 'disproven' },
    LATER,
  ),
  row(
    'overwritten-unseen',
    'the key is written again after the crash before anybody reads it: nothing is shown',
    'keep=memory',
    `const own = 'own-' + t.user.index; await t.http.put('/' + own, { body: key, writes: { key: own, value: key } });`,
    { kept: 'unproven' },
  ),
  row(
    'no-read-back',
    'nothing is read after the fault',
    '',
    PUT,
    { kept: 'unproven' },
    {
      phases: `load('crash', j, { users: 2, pace: '20ms', for: '3s', ${kill('kv', '2500ms', '300ms')} })`,
    },
  ),
  row('reads-fail', 'every read back is asked for and answered 500: nothing can be told', 'answers=no-reads', PUT, {
    kept: 'unproven',
  }),
  row('failed-but-written', 'answered 500 and written: nobody was promised anything', 'answers=fails-but-writes', PUT, {
    kept: 'not disproven',
  }),
  row(
    'refused-but-written',
    'answered 409 and written: refused and done nevertheless',
    'answers=refuses-but-writes',
    `${PUT.replace('writes:', 'expect: [200, 409], writes:')} await t.http.get('/' + key, ${VALUE});`,
    {
      kept: 'disproven',
    },
    { phases: CALM },
  ),
  row(
    'errors-in-200-told',
    'half of the answers are 200 with errors, and the plan says what acknowledges',
    'answers=refuses-half',
    `await t.http.put('/' + key, { body: key, writes: { key, value: key, ${TOLD} } });`,
    { kept: 'proven' },
  ),
  row(
    'errors-in-200-only',
    'every answer is 200 with errors: nothing was acknowledged, nothing can be told',
    'answers=refuses-all',
    `await t.http.put('/' + key, { body: key, writes: { key, value: key, ${TOLD} } });`,
    { kept: 'unproven' },
  ),
  row(
    'replica-lags',
    'a replica is 100 ms behind: stale and not lost',
    'lag=100',
    `${PUT} await t.http.get('/' + key, ${VALUE});`,
    { kept: 'not disproven' },
    {
      phases: `load('calm', j, { users: 2, pace: '20ms', for: '2s' }), load('wait', j, { iterations: 2, users: 2, pace: '300ms' }), ${BACK}`,
    },
  ),
  row(
    'replica-lags-stale',
    'a replica is 300 ms behind: within 50 ms it is stale, within 2 s it is not',
    'lag=300',
    `${PUT} await t.sleep('120ms'); await t.http.get('/' + key, ${VALUE}); await t.sleep('400ms'); await t.http.get('/' + key, ${VALUE});`,
    { narrow: 'disproven', wide: 'not disproven' },
    {
      phases: "load('calm', j, { users: 6, for: '3s' })",
      claims:
        "claim.noStaleReads(j, { within: '50ms', id: 'narrow' }), claim.noStaleReads(j, { within: '2s', id: 'wide' })",
    },
  ),
  row(
    'fresh-reads',
    'reads show what was written, at once',
    '',
    `${PUT} await t.sleep('80ms'); await t.http.get('/' + key, ${VALUE});`,
    { fresh: 'proven' },
    {
      phases: "load('calm', j, { users: 4, for: '3s' })",
      claims: "claim.noStaleReads(j, { within: '50ms', id: 'fresh' })",
    },
  ),
  row(
    'history-without-value',
    'a read of the history ends well and names no value: unknown, or a mistake of the journey',
    '',
    "const w = t.history.begin('write', key); w.end('ok');",
    { kept: 'not disproven' },
    {
      phases: `load('a', j, { iterations: 5, users: 1 }),
        readBack('back', j, async (t, { key }) => { const r = t.history.begin('read', key); r.end('ok', { value: 'some value' }); })`,
    },
  ),
  row(
    'history-read-forgot-value',
    'the values are there, and the journey forgot to say them',
    '',
    `const w = t.history.begin('write', key, key); await t.step('put', () => fetch(t.url + '/' + key, { method: 'PUT', body: key })); w.end('ok');`,
    { kept: 'not disproven' },
    {
      phases: `load('a', j, { iterations: 5, users: 1 }),
        readBack('back', j, async (t, { key }) => { const r = t.history.begin('read', key); await t.step('get', () => fetch(t.url + '/' + key)); r.end('ok'); })`,
    },
  ),
  row(
    'history-says-absence',
    'absence is said: a store in memory, read by another client',
    'keep=memory',
    `const w = t.history.begin('write', key, key); try { await t.step('put', () => fetch(t.url + '/' + key, { method: 'PUT', body: key })); w.end('ok'); } catch (e) { w.end('unknown'); throw e; }`,
    { kept: 'disproven' },
    {
      phases: `load('crash', j, { users: 2, pace: '20ms', for: '3s', ${kill('kv', '1s', '300ms')} }),
        readBack('back', j, async (t, { key }) => { const r = t.history.begin('read', key); const a = await t.step('get', () => fetch(t.url + '/' + key)); r.end('ok', { value: a.status === 404 ? null : await a.text() }); })`,
    },
  ),
  {
    ...row(
      'kept-in-the-database',
      'the web server is killed, and the plan says that data is kept in the store: a mistake',
      '',
      '',
      { mistake: [/keptIn/, /fault/] },
    ),
    parts: `${store('keep=memory')} const api = system('api', { command: ['node', 'web.mjs', '{port}', '{dir}'], ready: { http: '/health' } });
      const j = journey('j', async (t) => { const key = t.unique('k'); ${PUT} }, { on: kv });`,
    phases: `load('crash', j, { users: 2, pace: '20ms', for: '3s', ${kill('api', '1s', '300ms')} }), ${BACK}`,
    claims: "claim.noLostWrites(j, { id: 'kept', keptIn: kv })",
  },
  row(
    'deleted-by-others',
    'healthy: another journey deletes some notes, and records it',
    '',
    '',
    { kept: 'not disproven' },
    {
      parts: MODERATED,
      phases: `load('write', j, { users: 2, iterations: 20 }), load('moderate', moderate, { users: 1, iterations: 5 }), ${BACK}`,
    },
  ),
  row(
    'default-after-delete',
    'healthy: a setting that is deleted shows its default',
    'missing=page',
    SETTING,
    {
      kept: 'not disproven',
    },
    { phases: CALM },
  ),
];
