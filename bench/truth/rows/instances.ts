/** Rows about systems of several instances: what one keeps by itself, and what all of them share. */
import { kill, type Row, store } from '../row.ts';

const VALUE = '{ reads: { key, value: (r) => r.text() } }';
const BACK = `readBack('back', j, (t, { key }) => t.http.get('/' + key, ${VALUE}))`;
const JOURNEY = (on = '') => `const j = journey('j', async (t) => { const key = t.unique('k');
  await t.http.put('/' + key, { name: 'put', body: key, writes: { key, value: key } }); await t.http.get('/' + key, { name: 'get', reads: { key, value: (r) => r.text() } }); }${on});`;
const FRESH = "claim.noStaleReads(j, { id: 'fresh' })";
const KEPT = "claim.noLostWrites(j, { id: 'kept' })";
const CALM = "load('calm', j, { users: 4, pace: '20ms', for: '2s' })";

const SHARED = `${store()}
const api = system('api', { command: ['node', 'front.mjs', '{port}', '{dir}', 'back={kv.port}'], ready: { http: '/health' }, instances: 2 });
${JOURNEY(', { on: api }')}`;
const ALONE = `${store('keep=memory', 'instances: 2')} ${JOURNEY()}`;

export const instances: readonly Row[] = [
  {
    name: 'two-behind-one-database',
    about: 'healthy: two instances behind one database, of which one is killed',
    parts: SHARED,
    phases: `load('crash', j, { users: 4, pace: '20ms', for: '4s', ${kill('api', '1s', '300ms')} }), ${BACK}`,
    claims: `${KEPT}, claim.noStaleReads(j, { id: 'fresh', within: '500ms' }), claim.recovery({ after: 'kill', within: '3s' })`,
    truth: { kept: 'proven', fresh: 'proven' },
    says: { kept: /of the 2 instances of 'api' only api 1 was hit by a fault that counts/ },
    others: 'not disproven',
  },
  {
    name: 'alone-and-never-asked',
    about: 'two instances share nothing, and every user stays at one: whether reads are stale is not shown',
    parts: ALONE,
    phases: CALM,
    claims: FRESH,
    truth: { fresh: 'unproven' },
  },
  {
    name: 'asked-too-late',
    about:
      'two instances, of which the other one has each write 400 ms later, and users stay at one: reading back asks it too late',
    parts: `const kv = system('kv', { command: ['node', 'late.mjs', '{port}', '{dir}', 'one={kv.1.url}', 'two={kv.2.url}'], ready: { http: '/health' }, instances: 2 });
      ${JOURNEY()}`,
    phases: `load('calm', j, { users: 4, iterations: 40 }), load('quiet', j, { users: 1, iterations: 1, pace: '1s' }), ${BACK}`,
    claims: FRESH,
    truth: { fresh: 'not proven' },
  },
  {
    name: 'alone-and-asked',
    about: 'two instances share nothing, and reading back asks both: the other one does not show what was written',
    parts: ALONE,
    phases: `${CALM}, ${BACK}`,
    claims: FRESH,
    truth: { fresh: 'disproven' },
  },
];
