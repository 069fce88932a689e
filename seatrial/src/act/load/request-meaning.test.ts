import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browse, serve } from './testing/browser.ts';

test('what a status says of a write: done, refused, or not known', async (t) => {
  const url = await serve(t, (asked, answer) => {
    answer.writeHead(Number(asked.url?.slice(1))).end();
  });
  const { http, outcomes } = browse(t, url);
  const statuses = [200, 201, 204, 302, 303, 307, 400, 404, 408, 409, 412, 429, 499, 500, 502, 503, 504];
  for (const status of statuses) await http.put(`/${status}`, { writes: String(status) });
  assert.deepEqual(Object.fromEntries(outcomes.map(({ key, outcome }) => [key, outcome])), {
    200: 'ok',
    201: 'ok',
    204: 'ok',
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

test('a write that was never sent has failed; one that lost its answer is not known', async (t) => {
  const refused = browse(t, 'http://127.0.0.1:1');
  await refused.http.put('/a', { writes: 'a' });
  assert.equal(refused.outcomes[0]?.outcome, 'failed');
  const url = await serve(t, (asked) => asked.socket.destroy());
  const lost = browse(t, url);
  await lost.http.delete('/a', { deletes: 'a' });
  assert.equal(lost.outcomes[0]?.outcome, 'unknown');
});
