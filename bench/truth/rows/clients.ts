/** Rows about clients of the journey's own inside `t.step`: bodies that never come, and requests that are given up. */
import type { Row } from '../row.ts';

/** A step of a plan that asks with its own client, some times. */
function row(name: string, about: string, body: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `import { get } from 'node:http';
const api = system('api', { command: ['node', 'bodies.mjs', '{port}', '{dir}'], ready: { http: '/health' } });
const given = (ms) => { const one = new AbortController(); setTimeout(() => one.abort(), ms); return one.signal; };
const node = (url) => new Promise((ok, no) => get(url, (answer) => { answer.resume(); ok(answer.statusCode); }).on('error', no));
const j = journey('j', async (t) => { ${body} });`,
    phases: "load('base', j, { users: 4, pace: '20ms', for: '4s' })",
    claims: "claim.errors(j, 'rate<10%', { id: 'errors' })",
    truth,
  };
}

const broken = { errors: 'unproven' } as const;
const well = { errors: 'proven' } as const;

export const clients: readonly Row[] = [
  row(
    'step-body-hangs',
    'the head comes, the body never',
    "await t.step('get', () => fetch(t.url + '/hang'));",
    broken,
  ),
  row('step-body-cut', 'every body is cut', "await t.step('get', () => fetch(t.url + '/cut'));", broken),
  row('step-node-body-hangs', 'the same with node:http', "await t.step('get', () => node(t.url + '/hang'));", broken),
  row('step-node-body-cut', 'the same with node:http', "await t.step('get', () => node(t.url + '/cut'));", broken),
  row(
    'step-body-given-up',
    'the body never comes, and the step takes that for nothing',
    "await t.step('get', async () => (await fetch(t.url + '/hang', { signal: AbortSignal.timeout(300) })).json().catch(() => null));",
    broken,
  ),
  row(
    'step-other-given-up',
    'one request is answered, then another is given up, always',
    "await t.step('page', async () => { await fetch(t.url + '/ok'); await fetch(t.url + '/never', { signal: given(200) }).catch(() => null); });",
    broken,
  ),
  row(
    'step-half-given-up',
    'a body without a length stops half-way, and the journey gives it up',
    "await t.step('get', async () => (await fetch(t.url + '/half', { signal: given(400) })).text().catch(() => ''));",
    broken,
  ),
  row(
    'step-call-given-up',
    'one call on a path is answered, another never is',
    `const call = async (body) => fetch(t.url + '/rpc', { method: 'POST', body, signal: given(900) }).then((answer) => answer.text()).catch(() => null);
  await t.step('transfer', async () => { if ((await call('ping')) !== 'pong') throw new Error('down'); await call('transfer'); });`,
    broken,
  ),
  row('step-body-unread', 'a large body that nobody reads', "await t.step('get', () => fetch(t.url + '/big'));", well),
  row(
    'step-body-read-later',
    'bodies that are read after the step, or of which the head is enough',
    `const big = await t.step('big', () => fetch(t.url + '/big')); await t.sleep('50ms'); await big.arrayBuffer();
  await t.step('head', async () => (await fetch(t.url + '/big')).body.cancel()); await t.step('node', () => node(t.url + '/big'));`,
    well,
  ),
  row(
    'step-events-for-a-while',
    'a stream of events is read for a while and given up',
    "await t.step('events', async () => (await fetch(t.url + '/events', { signal: AbortSignal.timeout(600) })).text().catch(() => 'enough'));",
    well,
  ),
  row(
    'step-hedged',
    'the slower of two requests is given up, and so is the loser of a race with another',
    `await t.step('hedge', async () => { const lost = new AbortController();
    const ask = () => fetch(t.url + '/slow', { signal: lost.signal }).then((answer) => answer.text()).catch(() => null);
    await Promise.race([ask(), ask()]); lost.abort(); });
  await t.step('race', async () => { const lost = new AbortController();
    await Promise.race([fetch(t.url + '/slow').then((answer) => answer.text()), fetch(t.url + '/never', { signal: lost.signal }).catch(() => null)]);
    lost.abort(); });`,
    well,
  ),
  row(
    'step-node-hedged',
    'the slower of two requests of node:http is destroyed',
    `await t.step('hedge', async () => { const all = [];
    const ask = () => new Promise((ok, no) => all.push(get(t.url + '/slow', (answer) => answer.resume().on('end', ok)).on('error', no)));
    await Promise.any([ask(), ask()]); for (const one of all) one.destroy(); });`,
    well,
  ),
];
