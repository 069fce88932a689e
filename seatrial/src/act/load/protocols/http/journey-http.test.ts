import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { Access } from '../../../../evidence/records.ts';
import type { JourneyContext } from '../../../../plan/journey.ts';
import type { HttpResponse, RequestOptions } from '../../../../plan/protocols/http.ts';
import { browse, serve } from '../../testing/browser.ts';
import { longEnough } from '../../testing/long-enough.ts';
import { type Facts, runLoad, type Stage } from '../../testing/stage.ts';

/** Does something once as a user of a phase. */
async function once(url: string, run: (t: JourneyContext) => Promise<unknown>, more: Stage = {}): Promise<Facts> {
  const journey = async (t: JourneyContext): Promise<void> => void (await run(t));
  return runLoad(journey, { iterations: 1, users: 1, for: '10s' }, { urls: [url], ...more });
}

test('a read says what was read, that nothing was there, or that it is not known', async (t) => {
  const url = await serve(t, (asked, answer) => {
    const status = Number(asked.url?.slice(1));
    answer.writeHead(status).end(status === 200 ? '{"value":"v"}' : status === 203 ? 'no json' : '{}');
  });
  const { http, outcomes, steps } = browse(t, url);
  const value = (answer: HttpResponse): string => answer.json().value;
  for (const status of [200, 201, 203, 404, 410, 403, 500])
    await http.get(`/${status}`, { reads: { key: `${status}`, value }, name: 'read' });
  await http.get('/200', { reads: 'presence' });
  assert.deepEqual(
    outcomes.map(({ key, outcome, value }) => [key, outcome, value]),
    [
      ['200', 'ok', 'v'],
      ['201', 'unknown', undefined],
      ['203', 'unknown', undefined],
      ['404', 'ok', null],
      ['410', 'ok', null],
      ['403', 'unknown', undefined],
      ['500', 'unknown', undefined],
      ['presence', 'ok', 'presence'],
    ],
  );
  assert.deepEqual(steps, [...Array(5).fill('read'), 'read failed', 'read failed', 'GET /:id']);
});

test('operations and accesses are evidence of the user who did them', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end('x'));
  const attempt = { actor: 'amber', owner: 'birch', action: 'read', resource: 'x' };
  const facts = await once(url, async ({ http }) => {
    await http.put('/200', { writes: { key: 'k', value: 'v' } });
    await http.delete('/204', { deletes: 'k' });
    for (const status of [200, 401, 403, 404, 302, 500]) await http.get(`/${status}`, { access: attempt, name: 'try' });
  });
  assert.deepEqual(
    facts
      .of('operation')
      .map(({ phase, journey, process, op, key, value, outcome }) => [
        phase,
        journey,
        process,
        op,
        key,
        value,
        outcome,
      ]),
    [
      ['phase', 'visit', 'phase/1', 'write', 'k', 'v', 'ok'],
      ['phase', 'visit', 'phase/1', 'delete', 'k', null, 'ok'],
    ],
  );
  for (const { startedUs, endedUs } of facts.of('operation'))
    assert.ok(Number.isInteger(startedUs) && startedUs <= endedUs);
  assert.deepEqual(
    facts.of('access').map(({ result }) => result),
    ['allowed', 'denied', 'denied', 'denied', 'unknown', 'unknown'],
  );
  const { path, ...seen } = facts.of('access')[0] as Access;
  assert.match(path ?? '', /^[0-9a-f]{16}$/);
  assert.deepEqual(seen, {
    kind: 'access',
    phase: 'phase',
    journey: 'visit',
    ...attempt,
    result: 'allowed',
    why: 'status 200',
  });
  // What is denied to a stranger is no failure of the system; a 500 is.
  assert.deepEqual(facts.step('try'), { count: 6, failed: 1 });
});

test('an operation says whether its user had logged in by then, and carries a token; one that it always had is none', async (t) => {
  const url = await serve(t, (_, answer) => void answer.end('t0k3n-of-ann'));
  const seen = async (run: (t: JourneyContext) => Promise<unknown>): Promise<unknown[]> =>
    (await once(url, run)).of('operation').map(({ session }) => session);
  const put = (http: JourneyContext['http'], authorization?: string) =>
    http.put('/a', { writes: 'a', headers: { ...(authorization !== undefined && { authorization }) } });
  const afterLogin = await seen(async ({ http, history }) => {
    await put(http);
    await put(http, `Bearer ${(await http.post('/login')).text()}`);
    history.begin('write', 'c').end('ok');
  });
  assert.deepEqual(afterLogin, [undefined, true, true]);
  const ofThePlan = await seen(async ({ http }) => {
    for (let n = 0; n < 2; n++) await put(http, 'Bearer of-the-plan');
    await put(http);
  });
  assert.deepEqual(ofThePlan, [undefined, undefined, undefined]);
  const signed = await seen(async ({ http }) => {
    await http.get('/public');
    await put(http, 'AWS4-HMAC-SHA256 Credential=ann, Signature=1');
  });
  assert.deepEqual(signed, [undefined]);
});

test('an operation says whether its user was given data by a setup, which are made anew in each phase', async (t) => {
  const url = await serve(t, (_, answer) => void answer.end());
  for (const [data, session] of [
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
    [{ shop: 'a' }, true],
  ] as const) {
    const facts = await once(url, ({ http }) => http.put('/a', { writes: 'a' }), { data });
    assert.equal(facts.of('operation')[0]?.session, session, JSON.stringify(data));
  }
});

test('an operation says whether its user had been given cookies by then', async (t) => {
  const url = await serve(t, ({ url }, answer) => {
    answer.writeHead(200, url === '/register' ? { 'set-cookie': 'sid=s3ss10n; Path=/' } : {}).end();
  });
  const facts = await once(url, async ({ http, history }) => {
    await http.put('/a', { writes: 'a' });
    await http.post('/register');
    await http.put('/b', { writes: 'b' });
    history.begin('write', 'c').end('ok');
  });
  assert.deepEqual(
    facts.of('operation').map(({ session }) => session),
    [undefined, true, true],
  );
});

test('an answer that repeats what the request proved itself with does not carry it into evidence', async (t) => {
  const url = await serve(t, ({ url, headers }, answer) => {
    const { authorization = '', cookie = '', 'x-api-key': key = '' } = headers;
    answer.writeHead(url === '/login' ? 200 : 403, { 'set-cookie': 'sid=s3ss10n-of-ann' });
    answer.end(`no: ${authorization}, ${cookie}, ${key}, ${url}`);
  });
  const said: string[] = [];
  const facts = await once(url, async ({ http }) => {
    await http.get('/login');
    const basic = `Basic ${Buffer.from('ann:pa55-word').toString('base64')}`;
    for (const headers of [
      { authorization: basic },
      { authorization: 'Token t0ken-t0ken' },
      { 'x-api-key': 'k3y-k3y' },
    ])
      said.push((await http.get('/a?secret=s3cr3t-x', { headers, name: 'try', writes: 'k' })).why);
    said.push((await http.get('/plain')).why);
  });
  assert.equal(said[0], 'status 403: no: Basic [redacted], sid=[redacted], , /a?secret=[redacted]');
  assert.equal(said[1], 'status 403: no: Token [redacted], sid=[redacted], , /a?secret=[redacted]');
  assert.equal(said[2], 'status 403: no: , sid=[redacted], [redacted], /a?secret=[redacted]');
  assert.equal(said[3], 'status 403: no: , sid=[redacted], , /plain');
  assert.doesNotMatch(JSON.stringify(facts.list), /pa55|t0ken-|k3y-|s3ss10n|s3cr3t/);
});

test('statuses below 400 are expected, or those that were said to be', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end('why: ä'));
  const { http, failures } = browse(t, url);
  const cases: [number, RequestOptions, string | null][] = [
    [204, {}, null],
    [302, {}, null],
    [404, {}, 'status 4xx'],
    [500, {}, 'status 5xx'],
    [404, { expect: 404 }, null],
    [200, { expect: 404 }, 'status 2xx'],
    [409, { expect: [200, 409] }, null],
    [410, { expect: [200, 409] }, 'status 4xx'],
  ];
  for (const [status, options, cause] of cases) assert.equal((await http.get(`/${status}`, options)).cause, cause);
  assert.deepEqual(
    failures.map(({ cause }) => cause),
    cases.flatMap(([, , cause]) => cause ?? []),
  );
  assert.equal(failures[0]?.why, 'status 404: why: ä');
});

test('steps are named by what was asked, without what differs from request to request', async (t) => {
  const url = await serve(t, (_asked, answer) => void answer.end());
  const { http, steps } = browse(t, url);
  for (const path of ['/', '/orders/17?x=1', '/v2/orders/a1b2/items', 'relative', '?list-type=2'])
    await http.get(path, { query: { page: 2 } });
  await http.post('/orders/17', { name: 'pay' });
  assert.deepEqual(steps, ['GET /', 'GET /orders/:id', 'GET /v2/orders/:id/items', 'GET /relative', 'GET /', 'pay']);
});

test('what is sent arrives as it was written', async (t) => {
  const url = await serve(t, (asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const { method, url: target, headers } = asked;
      answer.end(
        JSON.stringify({
          method,
          target,
          body: Buffer.concat(parts).toString(),
          type: headers['content-type'],
          agent: headers['user-agent'],
          own: headers['x-own'],
        }),
      );
    });
  });
  const { http } = browse(t, url);
  const echoed = async (method: 'get' | 'put' | 'post' | 'patch' | 'delete', path: string, options?: RequestOptions) =>
    (await http[method](path, options)).json();
  assert.deepEqual(await echoed('get', '/a?b=1', { query: { 'c d': 'ä&', e: true } }), {
    method: 'GET',
    target: '/a?b=1&c%20d=%C3%A4%26&e=true',
    body: '',
    agent: 'seatrial',
  });
  assert.deepEqual(await echoed('put', '/', { json: { a: null } }), {
    method: 'PUT',
    target: '/',
    body: '{"a":null}',
    type: 'application/json',
    agent: 'seatrial',
  });
  assert.deepEqual(await echoed('post', '/', { body: 'text', headers: { 'User-Agent': 'me', 'x-own': 5 } }), {
    method: 'POST',
    target: '/',
    body: 'text',
    agent: 'me',
    own: '5',
  });
  assert.equal(
    (await echoed('patch', '/', { json: 1, headers: { 'content-type': 'application/merge+json' } })).type,
    'application/merge+json',
  );
  assert.equal((await echoed('delete', '/', { body: Buffer.from('bytes') })).body, 'bytes');
  assert.equal((await http.head('/')).body.length, 0);
});

test('an answer that is no JSON is undefined, so that a check fails and not the journey', async (t) => {
  const url = await serve(t, (_asked, answer) => void answer.end('<html>'));
  const { http } = browse(t, url);
  const answer = await http.get('/');
  assert.equal(answer.json(), undefined);
  assert.equal(answer.text(), '<html>');
  assert.equal(answer.headers['transfer-encoding'] ?? answer.headers['content-length'], '6');
  assert.ok(answer.serviceUs > 0);
});

test('whoever does not answer in time has failed', async (t) => {
  const url = await serve(t, () => undefined);
  const { http, failures } = browse(t, url);
  const ask = (limitMs: number) => http.get('/', { timeout: `${limitMs}ms` });
  const answer = await longEnough(ask, ({ cause }) => cause === 'timeout waiting');
  assert.deepEqual([answer.status, answer.cause], [0, 'timeout waiting']);
  assert.ok(failures.length > 0);
});

test('a request that makes no sense is a mistake of the journey, and is not counted', async (t) => {
  const url = await serve(t, (_asked, answer) => void answer.end());
  const { http, steps } = browse(t, url);
  await assert.rejects(http.get('/', { headers: { 'x-a': '1\r\nx-b: 2' } }), /x-a.* cannot be sent/);
  await assert.rejects(http.get('/', { headers: { 'x a': '1' } }), /cannot be sent/);
  await assert.rejects(http.get('/', { timeout: 30 as never }), /timeout: 30 is a bare number/);
  await assert.rejects(http.post('/', { body: 'a', json: 1 }), /one body/);
  await assert.rejects(http.get('http://example.org/'), /example.org is not a system of this plan/);
  assert.deepEqual(steps, []);
});

test('another address of this machine may be spoken to', async (t) => {
  const [own, other] = await Promise.all(
    ['own', 'other'].map((name) => serve(t, (asked, answer) => void answer.end(name + asked.url))),
  );
  const { http } = browse(t, own ?? '');
  assert.equal((await http.get(`${other}/path?x=1`)).text(), 'other/path?x=1');
  assert.equal((await http.get(`${other}?x=/y`)).text(), 'other/?x=/y');
  assert.equal((await http.get('/path')).text(), 'own/path');
});

test('tags of requests and steps are in the windows and errors of those alone', async (t) => {
  const url = await serve(t, (asked, answer) => void answer.writeHead(Number(asked.url?.slice(1))).end());
  const facts = await once(url, async ({ http, step }) => {
    await http.get('/200', { name: 'get' });
    await http.get('/200', { name: 'get', tags: { kind: 'small', size: 1 } });
    await http.get('/500', { name: 'get', tags: { kind: 'large' } });
    await step('queue', async () => {}, { tags: { kind: 'small' } });
  });
  const seen = facts.of('window').map(({ step, tags, count, failed }) => [step, tags, count, failed]);
  assert.deepEqual(seen.slice(0, 1), [['iteration', undefined, 1, 1]]);
  assert.deepEqual(seen.slice(1), [
    ['get', undefined, 1, 0],
    ['get', { kind: 'small', size: '1' }, 1, 0],
    ['get', { kind: 'large' }, 1, 1],
    ['queue', { kind: 'small' }, 1, 0],
  ]);
  assert.deepEqual(
    facts.of('errors').map(({ tags, cause }) => [tags, cause]),
    [[{ kind: 'large' }, 'status 5xx']],
  );
});

test('a request with what can be no tag is not sent and is a mistake of the journey', async (t) => {
  let asked = 0;
  const url = await serve(t, (_, answer) => void answer.end(String(asked++)));
  const facts = await once(url, ({ http }) => http.get('/', { tags: { 'a b': 'x' } }), { throws: true });
  assert.equal(asked, 0);
  assert.match(facts.of('plan-mistake')[0]?.what ?? '', /tags: 'a b' cannot name a tag; write names/);
});

test('a new connection for each request, which is gone afterwards, also along redirects and over HTTP/2', async (t) => {
  const sockets = new Set<unknown>();
  let open = 0;
  const count = (socket: Socket): void => {
    sockets.add(socket);
    open++;
    socket.once('close', () => open--);
  };
  const listener: RequestListener = (asked, answer) => {
    if (asked.url === '/there') answer.writeHead(302, { location: '/' });
    answer.end('ok');
  };
  const url = await serve(t, listener, count);
  const { http, failures } = browse(t, url);
  const made = async (path: string, options: RequestOptions): Promise<number> => {
    const before = sockets.size;
    assert.equal((await http.get(path, options)).text(), 'ok');
    return sockets.size - before;
  };
  assert.equal(await made('/', { newConnection: false }), 1);
  assert.equal(await made('/', { newConnection: true }), 1);
  assert.equal(await made('/', { newConnection: true }), 1);
  assert.equal(await made('/there', { newConnection: true, redirects: 1 }), 2);
  assert.equal(await made('/', { newConnection: false }), 0, 'the kept one is still there');
  while (open > 1) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.deepEqual(failures, []);
});

test('fields behind the body are there for the journey, and are no headers', async (t) => {
  const url = await serve(t, (asked, answer) => {
    if (asked.url === '/none') return void answer.end('ok');
    answer.writeHead(200, { trailer: 'X-Sum' });
    answer.write('ok');
    answer.addTrailers([
      ['X-Sum', '7'],
      ['x-sum', '8'],
      ['constructor', 'c'],
    ]);
    answer.end();
  });
  const { http } = browse(t, url);
  const got = await http.get('/');
  assert.deepEqual({ ...got.trailers }, { 'x-sum': '7, 8', constructor: 'c' });
  assert.equal(got.headers['x-sum'], undefined);
  assert.deepEqual({ ...(await http.get('/', { compressed: true })).trailers }, { 'x-sum': '7, 8', constructor: 'c' });
  assert.deepEqual({ ...(await http.get('/none')).trailers }, {});
});
