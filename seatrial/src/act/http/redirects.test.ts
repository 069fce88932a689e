import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import type { RequestOptions } from '../../plan/protocols/http.ts';
import { browse, serve } from '../load/testing/browser.ts';

/** Redirects `/STATUS?to=URL` there and tells of any other request what it was. */
const signpost: RequestListener = async (asked, answer) => {
  const body = Buffer.concat(await asked.toArray()).toString();
  const url = new URL(asked.url ?? '', 'http://here');
  const to = url.searchParams.get('to');
  if (to !== null) {
    answer.writeHead(Number(url.pathname.slice(1)), { location: to, 'set-cookie': 'seen=1; Path=/' }).end('moved');
    return;
  }
  const { authorization, cookie, 'content-type': type, 'x-tell-host': tells, host } = asked.headers;
  answer.end(
    JSON.stringify({ method: asked.method, url: asked.url, body, authorization, cookie, type, ...(tells && { host }) }),
  );
};

test('nothing is followed unless asked: a journey sees the redirect', async (t) => {
  const { http, failures } = browse(t, await serve(t, signpost));
  const got = await http.get('/302?to=/there');
  assert.deepEqual([got.status, got.headers.location, got.cause], [302, '/there', null]);
  assert.deepEqual(failures, []);
});

test('methods: 303 becomes GET, 301 and 302 only after POST, 307 and 308 keep method and body', async (t) => {
  const { http, steps } = browse(t, await serve(t, signpost));
  const seen: string[] = [];
  for (const status of [301, 302, 303, 307, 308]) {
    for (const method of ['POST', 'PUT', 'GET']) {
      const options = method === 'GET' ? {} : { body: 'b', headers: { 'Content-Type': 'text/plain' } };
      const got = await http.request(method, `/${status}?to=/there`, { ...options, redirects: 1, name: 'step' });
      const { method: as, body, type = '' } = got.json();
      seen.push(`${status} ${method}: ${as} ${body} ${type}`.trim());
    }
    const head = await http.head(`/${status}?to=/there`, { redirects: 1, name: 'step' });
    assert.deepEqual([head.status, head.size], [200, 0]);
  }
  assert.deepEqual(seen, [
    '301 POST: GET',
    '301 PUT: PUT b text/plain',
    '301 GET: GET',
    '302 POST: GET',
    '302 PUT: PUT b text/plain',
    '302 GET: GET',
    '303 POST: GET',
    '303 PUT: GET',
    '303 GET: GET',
    '307 POST: POST b text/plain',
    '307 PUT: PUT b text/plain',
    '307 GET: GET',
    '308 POST: POST b text/plain',
    '308 PUT: PUT b text/plain',
    '308 GET: GET',
  ]);
  assert.deepEqual(steps, Array(20).fill('step'), 'a chain is one step');
});

test('relative locations, queries, fragments and cookies go along the way', async (t) => {
  const { http } = browse(t, await serve(t, signpost));
  const got = await http.get('/302', { query: { to: './a%20b?c=d#e' }, redirects: 5 });
  assert.deepEqual(got.json(), { method: 'GET', url: '/a%20b?c=d', body: '', cookie: 'seen=1' });
  const umlaut = await http.get('/302', { query: { to: '/caf%C3%A9' }, redirects: 5 });
  assert.equal(umlaut.json().url, '/caf%C3%A9');
});

test('another system of the plan is gone to, without Authorization and the headers of credentials', async (t) => {
  const there = await serve(t, signpost);
  const { http } = browse(t, await serve(t, signpost), { origins: new Set([there]) });
  const headers = { Authorization: 'Bearer secret', 'X-Own': '1' };
  const across = await http.get(`/307?to=${there}/x`, { headers, redirects: 1 });
  assert.deepEqual([across.json().url, across.json().authorization], ['/x', undefined]);
  const within = await http.get('/307?to=/x', { headers, redirects: 1 });
  assert.equal(within.json().authorization, 'Bearer secret');
});

test('a Host of its own is sent along the way, and to no other system', async (t) => {
  const there = await serve(t, signpost);
  const { http } = browse(t, await serve(t, signpost), { origins: new Set([there]) });
  const headers = { Host: 'shop.example', 'X-Tell-Host': 1 };
  assert.equal((await http.get('/x', { headers })).json().host, 'shop.example');
  assert.equal((await http.get('/307?to=/x', { headers, redirects: 1 })).json().host, 'shop.example');
  assert.equal((await http.get(`/307?to=${there}/x`, { headers, redirects: 1 })).json().host, new URL(there).host);
});

test('where this plan may not go is not gone to: the request has failed and says why', async (t) => {
  const { http, failures, outcomes } = browse(t, await serve(t, signpost));
  for (const to of ['http://example.com/', 'https://192.0.2.1/', 'ftp://127.0.0.1/', 'http://', '//example.com/']) {
    const got = await http.put('/307', { query: { to }, redirects: 5, body: 'b', writes: to });
    const isOurs = to.includes('.');
    assert.deepEqual([got.status, got.cause], [0, isOurs && !to.startsWith('ftp') ? 'not followed' : 'protocol'], to);
  }
  assert.match(
    failures[0]?.why ?? '',
    /status 307 to http:\/\/example\.com\/ was not followed: example\.com is not a system/,
  );
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    Array(5).fill('unknown'),
  );
});

test('a system does not lead the load to a program of this machine that the plan does not name', async (t) => {
  let asked = 0;
  const stranger = await serve(t, (_, answer) => {
    asked++;
    answer.end();
  });
  const own = await serve(t, signpost);
  const { http } = browse(t, own);
  const got = await http.get('/302', { query: { to: stranger }, redirects: 1 });
  assert.deepEqual([got.status, got.cause, asked], [0, 'not followed', 0]);
  assert.match(got.why ?? '', /is not a system of this plan; add it to systems/);
  assert.equal((await http.get(`${stranger}/302`)).status, 200, 'what the journey itself writes is asked for');
  const back = await http.get('/302', { query: { to: `${own}/x` }, redirects: 1 });
  assert.equal(back.json().url, '/x');
});

test('a loop ends: as many as were asked for, then a failure', async (t) => {
  let requests = 0;
  const url = await serve(t, (_asked, answer) => {
    requests++;
    answer.writeHead(302, { location: '/' }).end();
  });
  const { http } = browse(t, url);
  const got = await http.get('/', { redirects: 3 });
  assert.deepEqual([got.status, got.cause, requests], [0, 'protocol', 4]);
  assert.equal(got.why, 'status 302 to / was not followed: more than 3 redirects');
});

test('the timeout is for the whole chain', async (t) => {
  const url = await serve(t, (_asked, answer) => {
    setTimeout(() => answer.writeHead(302, { location: '/' }).end(), 60);
  });
  const got = await browse(t, url).http.get('/', { redirects: 100, timeout: '300ms' });
  assert.equal(got.cause, 'timeout waiting');
  assert.ok(got.serviceUs >= 300_000 && got.serviceUs < 600_000, `${got.serviceUs} us`);
});

test('a redirect without a Location is an answer like any other; a wrong number of redirects is a mistake', async (t) => {
  const { http } = browse(t, await serve(t, (_asked, answer) => void answer.writeHead(302).end()));
  assert.equal((await http.get('/', { redirects: 3 })).status, 302);
  await assert.rejects(http.get('/', { redirects: -1 }), /redirects: -1 is not a whole number from 0 up/);
});

test('a relative redirect from a path that begins with // stays on its server', async (t) => {
  const { http } = browse(
    t,
    await serve(t, (asked, answer) => {
      if (asked.url?.startsWith('//127.0.0.9/a') || asked.url === '//') answer.writeHead(302, { location: 'next' });
      answer.end(asked.url);
    }),
  );
  assert.equal((await http.get('//127.0.0.9/a', { redirects: 1 })).text(), '//127.0.0.9/next');
  assert.equal((await http.get('//', { redirects: 1 })).text(), '//next');
});

test('a fragment is never sent, and a query is put before it', async (t) => {
  const url = await serve(t, (asked, answer) => answer.end(asked.url));
  const { http, steps } = browse(t, url);
  const sent = [
    await http.get('/a#b'),
    await http.get('/a#b', { query: { q: 1 } }),
    await http.get(`${url}#top`),
    await http.get(`${url.replace('http', 'HTTP')}/up`),
  ];
  assert.deepEqual(
    sent.map((got) => got.text()),
    ['/a', '/a?q=1', '/', '/up'],
  );
  assert.deepEqual(steps, ['GET /a', 'GET /a', 'GET /', 'GET /up']);
});

test('a status that HTTP does not know is an answer, counted as 5xx', async (t) => {
  const { http, failures } = browse(t, await serve(t, (_, answer) => answer.writeHead(999).end('denied')));
  const got = await http.get('/');
  assert.deepEqual([got.status, got.text(), got.cause], [999, 'denied', 'status 5xx']);
  assert.equal(got.why, 'status 999, which HTTP does not know and a client treats as 5xx: denied');
  assert.equal((await http.get('/', { expect: 999 })).cause, null);
  assert.equal(failures.length, 1);
});

test('a text is read by its charset, and JSON with a byte order mark is JSON', async (t) => {
  const { http } = browse(
    t,
    await serve(t, (asked, answer) => {
      if (asked.url === '/latin') answer.writeHead(200, { 'content-type': 'text/plain; charset="ISO-8859-1"' });
      if (asked.url === '/unknown') answer.writeHead(200, { 'content-type': 'text/plain; charset=klingon' });
      answer.end(asked.url === '/latin' ? Buffer.from('é', 'latin1') : '\ufeff{"a":"é"}');
    }),
  );
  assert.equal((await http.get('/latin')).text(), 'é');
  assert.deepEqual((await http.get('/bom')).json(), { a: 'é' });
  assert.deepEqual((await http.get('/unknown')).json(), { a: 'é' });
});

test('a user and a password in a URL are sent as Basic, also by a redirect; never dropped, never sent elsewhere', async (t) => {
  const url = await serve(t, signpost);
  const other = await serve(t, signpost);
  const { http } = browse(t, url, { origins: new Set([other]) });
  const withUser = (origin: string): string => origin.replace('//', '//ada:p%40ss@');
  const basic = `Basic ${Buffer.from('ada:p@ss').toString('base64')}`;
  const seen = async (path: string, options?: RequestOptions): Promise<string | undefined> =>
    (await http.get(path, options)).json().authorization;
  assert.equal(await seen(`${withUser(url)}/`), basic);
  assert.equal(await seen(`${withUser(url)}/`), basic, 'again, by the short way');
  assert.equal(await seen('/'), undefined, 'it holds for that URL');
  assert.equal(await seen(`${withUser(url)}/`, { headers: { Authorization: 'mine' } }), 'mine');
  assert.equal(await seen(`${withUser(url)}/302?to=/there`, { redirects: 1 }), basic);
  assert.equal(await seen(`${withUser(url)}/302?to=${other}/there`, { redirects: 1 }), undefined);
  assert.equal(await seen(`/302?to=${withUser(other)}/there`, { redirects: 1 }), basic);
});

test('two Location fields that say the same say it once', async (t) => {
  const url = await serve(t, (asked, answer) => {
    if (asked.url === '/there') return void answer.end('ok');
    answer.writeHead(302, ['Location', '/there', 'Location', '/there']).end();
  });
  assert.equal((await browse(t, url).http.get('/', { redirects: 1 })).text(), 'ok');
});

test('a Location beyond ASCII is asked for byte by byte', async (t) => {
  const url = await serve(t, (asked, answer) => {
    if (asked.url === '/latin') answer.writeHead(302, { location: '/\xe9' }).end();
    else if (asked.url === '/utf') answer.writeHead(302, { location: Buffer.from('/é').toString('latin1') }).end();
    else answer.end(asked.url);
  });
  const { http } = browse(t, url);
  assert.equal((await http.get('/latin', { redirects: 1 })).text(), '/%E9');
  assert.equal((await http.get('/utf', { redirects: 1 })).text(), '/%C3%A9');
});
