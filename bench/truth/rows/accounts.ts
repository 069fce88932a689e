/** Rows about journeys whose users have accounts of their own: what one wrote is absent for every other, however well it is kept. */
import { kill, type Row, store } from '../row.ts';

const VALUE = '{ reads: { key, value: (r) => r.text() } }';

function row(
  name: string,
  about: string,
  truth: Row['truth'],
  given: { keep?: string; users?: number; who?: string; key?: string; late?: boolean },
): Row {
  const { keep = '', users = 6, who = "'user-' + t.user.index", key = "'n'", late = false } = given;
  const word = keep === '' ? '' : `, 'keep=${keep}'`;
  const login = `await t.http.post('/login', { body: ${who}, expect: 204 });`;
  return {
    name,
    about,
    parts: `const kv = system('kv', { command: ['node', 'accounts.mjs', '{port}', '{dir}', 'nobody=404'${word}], ready: { http: '/health' } });
      const j = journey('j', async (t) => { ${late ? `if (t.user.iteration === 0) ${login}` : ''} const key = t.unique(${key});
        await t.http.put('/notes/' + key, { name: 'put', body: key, expect: 201, writes: { key, value: key } }); },
        ${late ? '{}' : `{ userSetup: async (t) => { ${login} } }`});`,
    phases: `load('crash', j, { users: ${users}, pace: '30ms', for: '3s', ${kill('kv', '1s', '300ms')} }),
      readBack('back', j, (t, { key }) => t.http.get('/notes/' + key, ${VALUE}))`,
    claims: "claim.noLostWrites(j, { id: 'kept' })",
    truth,
  };
}

/** Each phase makes a shop, whose goods are below it. */
function shop(name: string, about: string, truth: Row['truth'], options: string, of = "t.unique('shop')"): Row {
  return {
    name,
    about,
    parts: `${store(options)}
      const j = journey('j', async (t) => { const key = t.unique('sku');
        await t.http.put('/' + t.data.shop + '-' + key, { name: 'put', body: key, writes: { key, value: key } }); },
        { setup: async (t) => ({ shop: ${of} }) });`,
    phases: `load('crash', j, { users: 2, pace: '30ms', for: '3s', ${kill('kv', '1s', '300ms')} }),
      readBack('back', j, (t, { key }) => t.http.get('/' + t.data.shop + '-' + key, ${VALUE}))`,
    claims: "claim.noLostWrites(j, { id: 'kept' })",
    truth,
  };
}

export const accounts: readonly Row[] = [
  shop(
    'new-shop-of-a-setup',
    'each phase makes a shop anew by its setup, and nobody reads that of the phase before',
    { kept: 'not disproven' },
    '',
  ),
  shop(
    'same-shop-of-a-setup-lost',
    'the setup names the same shop in each phase, in memory: a crash loses it',
    { kept: 'disproven' },
    'keep=memory',
    "'shop'",
  ),
  row('own-accounts', 'each user has an account of its own, and all is on the disk', { kept: 'proven' }, {}),
  row(
    'own-accounts-more-users',
    'the same with more users than read back: what they cannot see is not lost',
    { kept: 'not disproven' },
    { users: 11 },
  ),
  row('own-accounts-lost', 'the same in memory: a crash loses it', { kept: 'disproven' }, { keep: 'memory' }),
  row(
    'new-accounts',
    'each phase signs its users up anew, so nobody sees what was written before',
    { kept: 'not disproven' },
    { who: "t.unique('user')" },
  ),
  row(
    'logged-in-by-the-journey',
    'the journey logs in by itself in its first iteration, and who reads back is nobody, to whom all is 404',
    { kept: 'not disproven' },
    { late: true },
  ),
  row(
    'public-and-new-accounts',
    'each phase signs its users up anew, and half of the notes are public',
    { kept: 'not disproven' },
    { who: "t.unique('user')", key: "t.user.iteration % 2 ? 'public' : 'private'" },
  ),
];
