/** Rows about tenants: an attempt on what does not exist shows nothing, and doors that open for nobody neither. */
import type { Row } from '../row.ts';

function row(
  name: string,
  about: string,
  isolation: string,
  across: string,
  truth: Row['truth'],
  tenants = ['ann', 'ben'],
): Row {
  return {
    name,
    about,
    parts: `const api = system('api', { command: ['node', 'tenants.mjs', '{port}', '{dir}', 'isolation=${isolation}'], ready: { http: '/health' } });
const names = ${JSON.stringify(tenants)};
const j = journey('j', async (t) => {
  const me = names[t.user.index % names.length]; const you = names[(t.user.index + 1) % names.length];
  const own = '/' + me + '/' + t.unique('d'); const headers = { who: me };
  await t.http.put(own, { headers, access: { actor: me, owner: me, action: 'write', resource: own } });
  await t.http.get(own, { headers, access: { actor: me, owner: me, action: 'read', resource: own } });
  ${across}
});`,
    phases: "load('base', j, { users: 6, for: '2s', pace: '20ms' })",
    claims: "claim.tenantIsolation(j, { id: 'isolated' })",
    truth,
  };
}

/** Asks for a document that its owner has really written and read: a known one of each tenant. */
const REAL = `const known = '/' + me + '/known'; await t.http.put(known, { headers, access: { actor: me, owner: me, action: 'write', resource: known } });
  await t.http.get(known, { headers, access: { actor: me, owner: me, action: 'read', resource: known } });
  if (t.user.iteration > 3) { const its = '/' + you + '/known'; await t.http.get(its, { headers, access: { actor: me, owner: you, action: 'read', resource: its } }); }`;
/** The same with a path that is no route. */
const MISSPELT = REAL.replace('await t.http.get(its,', "await t.http.get('/documents' + its,");
const PHANTOM =
  "const its = '/' + you + '/' + t.unique('x'); await t.http.get(its, { headers, access: { actor: me, owner: you, action: 'read', resource: its } });";

export const isolation: readonly Row[] = [
  row('no-isolation', 'everybody reads everything', 'none', REAL, { isolated: 'disproven' }),
  row('isolated', 'everybody reads what is theirs and nothing else', 'all', REAL, { isolated: 'proven' }),
  row('one-tenant-open', 'two tenants are isolated and the third is not', 'most', REAL, { isolated: 'disproven' }, [
    'ann',
    'ben',
    'cat',
  ]),
  row('no-isolation-of-phantoms', 'no isolation at all, and the attempts name what does not exist', 'none', PHANTOM, {
    isolated: 'unproven',
  }),
  row('isolated-phantoms', 'isolated, and the attempts name what does not exist: nothing is shown', 'all', PHANTOM, {
    isolated: 'unproven',
  }),
  row(
    'answers-mixed-up',
    "isolated by status, and now and then an owner is given another's document",
    "all', 'mix=20",
    REAL,
    { isolated: 'not proven' },
    ['ann', 'ben', 'cat'],
  ),
  row('tenants-alike', 'healthy: isolated, and all documents are alike', "all', 'alike=yes", REAL, {
    isolated: 'proven',
  }),
  row('nothing-for-strangers', 'healthy: a stranger is given an empty list with 200', 'nothing', REAL, {
    isolated: 'not disproven',
  }),
  row(
    'first-for-all',
    'isolated by status, and a cache gives everybody the document of who asked first',
    "all', 'first=yes",
    REAL,
    {
      isolated: 'not proven',
    },
  ),
  row('no-isolation-misspelt', 'no isolation at all, and the attempts name a path that is no route', 'none', MISSPELT, {
    isolated: 'not proven',
  }),
  row('doors-shut', 'nobody gets in at all: nothing is shown', 'shut', REAL, { isolated: 'unproven' }),
  row('nobody-tries', 'no attempt across tenants: nothing is shown', 'none', '', { isolated: 'unproven' }),
];
