/** What a system's options add to requests: to that system and nowhere else. */
import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { browse, serve } from '../load/testing/browser.ts';
import { DefaultHeaders } from './default-headers.ts';

const HEADERS = { Authorization: 'Bearer of-the-system', 'X-Key+1': 'k' };

/** Tells the headers it got; `/to?URL` redirects there. */
const teller: RequestListener = ({ url = '', headers }, answer) => {
  const to = /^\/to\?(.*)/.exec(url)?.[1];
  if (to !== undefined) answer.writeHead(307, { location: to });
  answer.end(JSON.stringify(headers));
};

test('every request carries them, plain or with options; its own go before, and null leaves one out', async (t) => {
  const url = await serve(t, teller);
  const { http } = browse(t, url, undefined, new DefaultHeaders(HEADERS, [url]));
  const sent = async (headers?: Record<string, string | null>) => {
    const answer = await http.get('/', headers === undefined ? undefined : { headers });
    const { authorization, 'x-key+1': key, accept, 'user-agent': agent } = answer.json() as Record<string, string>;
    return [authorization, key, accept, agent];
  };
  assert.deepEqual(await sent(), ['Bearer of-the-system', 'k', '*/*', 'seatrial']);
  assert.deepEqual(await sent({ accept: 'text/html' }), ['Bearer of-the-system', 'k', 'text/html', 'seatrial']);
  assert.deepEqual(await sent({ AUTHORIZATION: 'Basic x' }), ['Basic x', 'k', '*/*', 'seatrial']);
  assert.deepEqual(await sent({ authorization: null }), [undefined, 'k', '*/*', 'seatrial']);
  const posted = await http.post('/', { json: {} });
  assert.equal((posted.json() as Record<string, string>).authorization, 'Bearer of-the-system');
});

test('another origin is not told, neither by an address nor by a redirect', async (t) => {
  const [url, other] = [await serve(t, teller), await serve(t, teller)];
  const { http } = browse(t, url, { origins: new Set([other]) }, new DefaultHeaders(HEADERS, [url]));
  for (const path of [`${other}/`, `/to?${other}/`]) {
    const answer = await http.get(path, path.startsWith('/') ? { redirects: 2 } : undefined);
    const { authorization, 'x-key+1': key, host } = answer.json() as Record<string, string>;
    assert.deepEqual([authorization, key, host], [undefined, undefined, new URL(other).host], path);
  }
  const here = await http.get(`/to?${url}/`, { redirects: 2 });
  assert.equal((here.json() as Record<string, string>)['x-key+1'], 'k');
});

test('a redirect that comes back to the system, or leads to another instance of it, carries them there', async (t) => {
  const [url, second, other] = [await serve(t, teller), await serve(t, teller), await serve(t, teller)];
  const { http } = browse(t, url, { origins: new Set([second, other]) }, new DefaultHeaders(HEADERS, [url, second]));
  const got = async (path: string, headers?: Record<string, string | null>) => {
    const answer = await http.get(path, { redirects: 3, ...(headers && { headers }) });
    const { authorization, 'x-key+1': key } = answer.json() as Record<string, string>;
    return [authorization, key];
  };
  assert.deepEqual(await got(`/to?${other}/to?${url}/`), ['Bearer of-the-system', 'k']);
  assert.deepEqual(await got(`/to?${second}/`), ['Bearer of-the-system', 'k']);
  assert.deepEqual(await got(`${other}/to?${url}/`), ['Bearer of-the-system', 'k']);
  assert.deepEqual(await got(`/to?${second}/`, { authorization: null }), [undefined, 'k']);
  assert.deepEqual(
    await got(`/to?${second}/`, { Authorization: 'Basic x' }),
    [undefined, 'k'],
    'not for another origin',
  );
  assert.deepEqual(await got(`/to?${url}/to?${other}/`), [undefined, undefined]);
});

test('clients that take no null get none', () => {
  const defaults = new DefaultHeaders(HEADERS, ['http://a.test']);
  assert.deepEqual(defaults.sent('http://a.test', { authorization: null, x: 1 }), { 'X-Key+1': 'k', x: 1 });
  assert.deepEqual(defaults.sent('http://b.test', { x: null }), {});
});
