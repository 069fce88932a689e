/** Successes by default of ours, with a status that the request had not named, are told by step and status. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOptions } from '../../../../plan/protocols/http.ts';
import { browse, serve } from '../../testing/browser.ts';
import { runLoad } from '../../testing/stage.ts';

const own = { actor: 'amber', owner: 'amber', action: 'read', resource: 'x' };
const strange = { ...own, owner: 'birch' };

const cases: [string, number, RequestOptions, boolean][] = [
  ['a redirect that nobody expects or follows', 302, {}, true],
  ['not modified, unasked', 304, {}, true],
  ['not modified, as the journey asked', 304, { headers: { 'If-None-Match': '"a"' } }, false],
  ['not modified since, as the journey asked', 304, { headers: { 'if-modified-since': 'x' } }, false],
  ['a redirect to who asks conditionally', 302, { headers: { 'If-None-Match': '"a"' } }, true],
  ['a redirect that is expected', 302, { expect: 302 }, false],
  ['a redirect among those expected', 302, { expect: [200, 302] }, false],
  ['a redirect that leads nowhere', 300, { redirects: 3 }, true],
  ['a read of what is not there', 404, { reads: 'k' }, true],
  ['a read of what is gone', 410, { reads: 'k' }, true],
  ['a read whose absence is expected', 404, { reads: 'k', expect: [200, 404] }, false],
  ['a denial of a stranger', 403, { access: strange }, false],
  ['a denial of the owner', 403, { access: own }, true],
  ['absence to a stranger who reads', 404, { access: strange, reads: 'k' }, false],
  ['a success', 200, {}, false],
  ['another success', 204, { reads: 'k' }, false],
  ['a write that is yet to be done', 202, { writes: 'k' }, true],
  ['a write of which the body says what was done', 207, { writes: { key: 'k', value: 'v' } }, true],
  ['a delete that is yet to be done', 202, { deletes: 'k' }, true],
  ['a write into a queue, as the plan says', 202, { writes: 'k', expect: 202 }, false],
  ['accepted, and no write', 202, {}, false],
  ['a write that was done', 201, { writes: 'k' }, false],
  ['a failure', 404, {}, false],
];

for (const [what, status, options, told] of cases)
  test(`${what} is ${told ? 'told' : 'not told'}`, async (t) => {
    const url = await serve(t, (_asked, answer) => void answer.writeHead(status).end());
    const { http, statuses } = browse(t, url);
    await http.get('/', { name: 'ask', ...options });
    assert.deepEqual(statuses, told ? [`ask ${status}`] : []);
  });

test('where redirects led is told, of chains that were followed and of those that were not', async (t) => {
  const url = await serve(t, (asked, answer) => {
    const location = { '/orders': '/orders/17?created=1', '/a': '/b', '/b': '/c' }[asked.url ?? ''];
    if (location === undefined) return void answer.end();
    answer.writeHead(302, { location }).end();
  });
  const { http, led } = browse(t, url);
  await http.get('/orders');
  await http.get('/a', { redirects: 3, name: 'chain' });
  await http.get('/a', { redirects: 1, name: 'too many' });
  await http.get('/c', { redirects: 3 });
  assert.deepEqual(led, ['GET /orders 302 /orders/:id?created', 'chain to /c']);
});

test('of many places of one step, the later ones are counted by their first segment', async (t) => {
  const url = await serve(t, (asked, answer) => {
    if (asked.url !== '/next') return void answer.end();
    answer.writeHead(302, { location: `/o/${'x'.repeat(++n % 25)}` }).end();
  });
  let n = 0;
  const run = (visit: { http: { get: (path: string, options: RequestOptions) => PromiseLike<unknown> } }) =>
    visit.http.get('/next', { redirects: 1 });
  const facts = await runLoad(
    async (visit) => void (await run(visit)),
    { iterations: 30, users: 1, for: '10s' },
    { urls: [url] },
  );
  const places = new Set(facts.of('redirected').map(({ to }) => to));
  assert.equal(places.size, 21);
  assert.ok(places.has('/o/…'));
});

test('they are counted by step and status, window by window, also of plain requests', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end());
  const facts = await runLoad(
    async ({ http }) => {
      await http.get('/302');
      await http.get('/302', { name: 'login' });
      await http.get('/404', { name: 'read', reads: 'k' });
      await http.get('/200', { name: 'read', reads: 'k' });
    },
    { iterations: 3, users: 1, for: '10s' },
    { urls: [url] },
  );
  const counted = new Map<string, number>();
  for (const { step, status, count, fromUs, toUs } of facts.of('statuses')) {
    assert.ok(fromUs < toUs);
    counted.set(`${step} ${status}`, (counted.get(`${step} ${status}`) ?? 0) + count);
  }
  assert.deepEqual(Object.fromEntries(counted), { 'GET /:id 302': 3, 'login 302': 3, 'read 404': 3 });
  assert.deepEqual(facts.step('read'), { count: 6, failed: 0 });
});
