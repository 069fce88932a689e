import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { HttpResponse } from '../../../../plan/protocols/http.ts';
import { browse, serve } from '../../testing/browser.ts';

test('what a status says of a write: done, refused, or not known', async (t) => {
  const url = await serve(t, (asked, answer) => {
    answer.writeHead(Number(asked.url?.slice(1))).end();
  });
  const { http, outcomes } = browse(t, url);
  const statuses = [200, 201, 202, 204, 207, 302, 303, 307, 400, 404, 408, 409, 412, 429, 499, 500, 502, 503, 504];
  for (const status of statuses) await http.put(`/${status}`, { writes: String(status) });
  assert.deepEqual(Object.fromEntries(outcomes.map(({ key, outcome }) => [key, outcome])), {
    200: 'ok',
    201: 'ok',
    202: 'unknown', // accepted, and yet to be done
    204: 'ok',
    207: 'unknown', // the body says what was done
    302: 'unknown', // perhaps to a login
    303: 'unknown',
    307: 'unknown',
    400: 'failed',
    404: 'failed',
    408: 'unknown', // the server stopped waiting; it may have done all the same
    409: 'failed',
    412: 'failed',
    429: 'failed',
    499: 'failed',
    500: 'unknown',
    502: 'unknown',
    503: 'unknown',
    504: 'unknown',
  });
});

test('a redirect says that something was done or read only where the journey expects it', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end());
  const { http, outcomes } = browse(t, url);
  await http.post('/303', { writes: 'one', expect: 303 });
  await http.post('/302', { writes: 'two', expect: [201, 302] });
  await http.post('/302', { writes: 'three', expect: [201, 303] });
  await http.delete('/307', { deletes: 'four' });
  await http.get('/304', { reads: 'five', expect: [200, 304] });
  await http.get('/302', { reads: 'six' });
  assert.deepEqual(
    outcomes.map(({ key, outcome }) => [key, outcome]),
    [
      ['one', 'ok'],
      ['two', 'ok'],
      ['three', 'unknown'],
      ['four', 'unknown'],
      ['five', 'ok'],
      ['six', 'unknown'],
    ],
  );
  assert.equal(outcomes[3]?.why, 'status 307 leads elsewhere; where it means that it was done, expect it');
});

test('a write that was answered as a success and not acknowledged is told by its status', async (t) => {
  const url = await serve(t, (asked, answer) => {
    const status = Number(asked.url?.slice(1));
    answer.writeHead(status, status === 303 ? { location: '/200' } : {}).end();
  });
  const { http, outcomes } = browse(t, url);
  for (const status of [201, 202, 207, 302, 404, 500]) await http.put(`/${status}`, { writes: 'k' });
  await http.delete('/202', { deletes: 'k' });
  await http.post('/303', { writes: 'k', redirects: 1 });
  await http.get('/302', { reads: 'k' });
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    [undefined, 202, 207, 302, undefined, undefined, 202, 200, undefined],
  );
});

test('a status that says less than done counts where the journey expects it', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end());
  const { http, outcomes } = browse(t, url);
  await http.post('/202', { writes: 'one', expect: 202 });
  await http.post('/202', { writes: 'two' });
  assert.deepEqual(
    outcomes.map(({ outcome, why }) => [outcome, why]),
    [
      ['ok', undefined],
      ['unknown', 'status 202 does not say that it was done; where it means that it was done, expect it'],
    ],
  );
});

test('the plan says which answers acknowledge, where the status does not', async (t) => {
  const url = await serve(t, (asked, answer) => {
    const errors = asked.url === '/bad' ? { errors: ['no'] } : {};
    answer.writeHead(asked.url === '/500' ? 500 : 200).end(JSON.stringify(errors));
  });
  const { http, outcomes } = browse(t, url);
  const acknowledged = (response: HttpResponse): boolean => response.json().errors === undefined;
  await http.post('/good', { writes: { key: 'good', value: 'v', acknowledged } });
  await http.post('/bad', { writes: { key: 'bad', value: 'v', acknowledged } });
  await http.post('/bad', { deletes: { key: 'bad delete', acknowledged } });
  await http.post('/500', { writes: { key: 'never asked', acknowledged: () => true } });
  await http.post('/good', { writes: { key: 'threw', acknowledged: () => JSON.parse('?') } });
  assert.deepEqual(
    outcomes.map(({ key, outcome }) => [key, outcome]),
    [
      ['good', 'ok'],
      ['bad', 'unknown'],
      ['bad delete', 'unknown'],
      ['never asked', 'unknown'],
      ['threw', 'unknown'],
    ],
  );
  assert.equal(outcomes[1]?.why, 'the answer acknowledges nothing by `acknowledged`');
  const promise = { key: 'k', acknowledged: (async () => true) as unknown as () => boolean };
  await assert.rejects(
    http.post('/good', { writes: promise }),
    /`acknowledged` returned a promise: return true or false/,
  );
  assert.equal(outcomes.at(-1)?.outcome, 'unknown');
});

test('a read that takes no value from the answer shows presence only', async (t) => {
  const url = await serve(t, (_asked, answer) => void answer.end('text'));
  const { http, outcomes } = browse(t, url);
  await http.get('/', { reads: 'k' });
  await http.get('/', { reads: { key: 'k', value: (response) => response.text() } });
  assert.deepEqual(
    outcomes.map(({ value, presenceOnly }) => [value, presenceOnly]),
    [
      ['k', true],
      ['text', undefined],
    ],
  );
});

test('an answer that holds nothing does not show that something is there', async (t) => {
  const bodies: Record<string, string> = {
    '/null': 'null',
    '/list': ' [ ]',
    '/data': '{"data":{"note":null}}',
    '/text': '""',
    '/found': '{"found":false}',
    '/page': '{"items":[],"total":0,"page":1}',
    '/success': '{"success":false,"message":"not found"}',
  };
  const url = await serve(t, ({ url: path = '' }, answer) => {
    if (path === '/204') answer.writeHead(204).end();
    else answer.end(bodies[path] ?? (path === '/empty' ? '' : path.slice(1)));
  });
  const { http, outcomes } = browse(t, url);
  for (const path of [...Object.keys(bodies), '/204', '/empty']) await http.get(path, { reads: 'k' });
  assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['unknown']));
  assert.equal(
    outcomes[0]?.why,
    'status 200 with null may say that nothing is there: name the value in the write and the read',
  );
  const told = outcomes.length;
  await http.get('/204', { reads: 'k', expect: [204, 404] });
  await http.head('/204', { reads: 'k' });
  await http.head('/text', { reads: 'k' });
  for (const path of ['/0', '/false', '/{"id":null,"n":1}', '/[0]', '/nullable', '/{'])
    await http.get(path, { reads: 'k' });
  await http.get('/nullable', { reads: 'k', into: 'nothing' });
  for (const path of ['/null', '/found'])
    await http.get(path, { reads: { key: 'k', value: (response) => response.text() } });
  assert.equal(outcomes.at(-1)?.value, '{"found":false}');
  assert.deepEqual(new Set(outcomes.slice(told).map(({ outcome }) => outcome)), new Set(['ok']));
});

test('a value from an answer that only the end of its connection ended is told to be such', async (t) => {
  const url = await serve(t, ({ url: path, socket }, answer) => {
    if (path === '/length') answer.end('text');
    else socket.end(`HTTP/1.0 ${path === '/gone' ? '404 Not Found' : '200 OK'}\r\n\r\ntext`);
  });
  const { http, outcomes } = browse(t, url);
  const reads = { key: 'k', value: (response: HttpResponse) => response.text() };
  for (const path of ['/length', '/open', '/gone']) await http.get(path, { reads });
  await http.get('/open', { reads, redirects: 1, compressed: true });
  await http.get('/open', { reads: 'k' });
  assert.deepEqual(
    outcomes.map(({ value, openEnded }) => [value, openEnded]),
    [
      ['text', undefined],
      ['text', true],
      [null, undefined],
      ['text', true],
      ['k', undefined],
    ],
  );
});

test('a write that was never sent has failed; one that lost its answer is not known', async (t) => {
  const refused = browse(t, 'http://127.0.0.1:1');
  await refused.http.put('/a', { writes: 'a' });
  assert.equal(refused.outcomes[0]?.outcome, 'failed');
  const url = await serve(t, (asked) => asked.socket.destroy());
  const lost = browse(t, url);
  await lost.http.delete('/a', { deletes: 'a' });
  assert.equal(lost.outcomes[0]?.outcome, 'unknown');
});

/** Redirects `/STATUS` to `/there`, and answers there with `status`. */
const redirecting = (t: TestContext, status = 200): Promise<string> =>
  serve(t, ({ url }, answer) => {
    if (url === '/there') answer.writeHead(status).end('there');
    else answer.writeHead(Number(url?.slice(1)), { location: '/there' }).end();
  });

test('an access that was redirected was not allowed, whatever came of the redirect', async (t) => {
  const access = { actor: 'amber', owner: 'birch', action: 'read', resource: 'x' };
  const { http, accesses } = browse(t, await redirecting(t));
  for (const status of [301, 302, 303, 307, 308]) await http.get(`/${status}`, { access, redirects: 3 });
  await http.get('/there', { access, redirects: 3 });
  const why = 'it was redirected to GET /there, which answered with status 200';
  assert.deepEqual(
    accesses.map((seen) => [seen.result, seen.why]),
    [...Array(5).fill(['unknown', why]), ['allowed', 'status 200']],
  );
  const denying = browse(t, await redirecting(t, 403));
  await denying.http.get('/302', { access, redirects: 3 });
  assert.deepEqual(denying.accesses, [{ result: 'denied', why: 'status 403' }]);
});

test('the answer at the end of redirects counts for an operation only where the same was asked there', async (t) => {
  for (const status of [200, 404]) {
    const { http, outcomes } = browse(t, await redirecting(t, status));
    for (const redirect of [301, 302, 303, 307, 308]) {
      await http.post(`/${redirect}`, { writes: `w${redirect}`, redirects: 3 });
      await http.get(`/${redirect}`, { reads: `r${redirect}`, redirects: 3 });
      await http.delete(`/${redirect}`, { deletes: `d${redirect}`, redirects: 3 });
    }
    for (const { key, outcome, why = '' } of outcomes) {
      const same = /30[78]/.test(key);
      const answered = status === 200 || key.startsWith('r') ? 'ok' : 'failed';
      assert.equal(outcome, same ? answered : 'unknown', key);
      if (!same)
        assert.match(why, /^it was redirected to (GET|DELETE) \/there, whose answer, status \d+, is one to another/);
    }
    assert.equal(outcomes.length, 15);
  }
});

test('`acknowledged` may take its word from the page after a form', async (t) => {
  const { http, outcomes } = browse(t, await redirecting(t));
  await http.post('/303', { writes: { key: 'a', acknowledged: () => true }, redirects: 3 });
  await http.post('/303', { writes: { key: 'b', acknowledged: () => false }, redirects: 3 });
  await http.post('/303', { writes: 'c', expect: 303 });
  assert.deepEqual(
    outcomes.map(({ key, outcome }) => `${key} ${outcome}`),
    ['a ok', 'b unknown', 'c ok'],
  );
});

test('a read that names no value keeps the digest of its answer', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.end(asked.url === '/own' ? 'own' : 'page'));
  const { http, outcomes } = browse(t, url);
  for (const key of ['a', 'b', 'own']) await http.get(`/${key}`, { reads: key });
  await http.head('/a', { reads: 'a' });
  await http.get('/a', { reads: { key: 'a', value: (response) => response.text() } });
  const [a, b, own, head, named] = outcomes.map(({ answer }) => answer);
  assert.match(a ?? '', /^[0-9a-f]{16}$/);
  assert.equal(b, a);
  assert.notEqual(own, a);
  assert.deepEqual([head, named], [undefined, undefined]);
});
