/** What a client of the journey's own gives up inside `t.step`: a hedge, or an answer that did not come. */
import assert from 'node:assert/strict';
import { type ClientRequest, createServer, get } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { JourneyFunction } from '../../../plan/journey.ts';
import { listen } from '../protocols/testing/tcp-peer.ts';
import { type Facts, runLoad } from '../testing/stage.ts';

const limit = { timeout: 30_000 };

/**
 * Without a length: `/half` begins a body, `/silent` a stream of events, and neither goes on; with one, `/drops` brings a byte in 50 ms.
 * `/rpc` answers a ping, and anything else at its second time; every second `/slow` takes 300 ms, every second `/odd` is never answered.
 */
async function service(t: TestContext): Promise<string> {
  let slow = 0;
  let odd = 0;
  const seen = new Set<string>();
  const server = createServer(async (asked, answer) => {
    if (asked.url === '/half') return void answer.write('half');
    if (asked.url === '/silent')
      return void answer.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    if (asked.url === '/drops') {
      answer.writeHead(200, { 'content-length': 100_000 });
      const timer = setInterval(() => answer.write('x'), 50);
      return void answer.on('close', () => clearInterval(timer));
    }
    if (asked.url === '/odd' && odd++ % 2 === 1) return;
    if (asked.url === '/slow') return void setTimeout(() => answer.end('ok'), slow++ % 2 === 0 ? 0 : 300);
    let body = '';
    for await (const piece of asked) body += piece;
    if (asked.url !== '/rpc' || body === 'ping' || (body !== 'transfer' && seen.has(body))) answer.end('pong');
    seen.add(body);
  });
  const { url } = await listen(t, server);
  t.after(() => server.closeAllConnections());
  return url;
}

async function does(t: TestContext, run: JourneyFunction): Promise<Facts> {
  const options = { users: 1, iterations: 2, for: '10s', gracefulStop: '1s' } as const;
  return runLoad(run, options, { urls: [await service(t)] });
}

const told = (facts: Facts): ReadonlyMap<string, number> =>
  new Map(
    [...Map.groupBy(facts.of('statuses'), ({ step, status }) => `${step} ${status}`)].map(([what, group]) => [
      what,
      group.reduce((sum, { count }) => sum + count, 0),
    ]),
  );

function abortedIn(ms: number): AbortSignal {
  const given = new AbortController();
  setTimeout(() => given.abort(), ms);
  return given.signal;
}

/** Gives up so long after the head. */
const textFor = async (url: string, ms: number): Promise<string> => {
  const given = new AbortController();
  const answer = await fetch(url, { signal: given.signal });
  setTimeout(() => given.abort(), ms);
  return answer.text().catch(() => '');
};

const post = (url: string, body: string, signal = abortedIn(10_000)): Promise<string> =>
  fetch(`${url}/rpc`, { method: 'POST', body, signal }).then(
    (answer) => answer.text(),
    () => '',
  );

/** As `node:http` reads an answer, until it ends, breaks or is given up. */
const read = (url: string, asked: (request: ClientRequest) => void): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const request = get(url, (answer) => {
      answer.on('data', (piece) => (text += piece)).on('error', () => {});
      answer.on('end', () => resolve(text)).on('close', () => resolve(text));
    });
    asked(request.on('error', () => resolve(text)));
  });

test('a body that stopped half-way, or came too slowly, is told, whoever gives it up', limit, async (t) => {
  const facts = await does(t, async ({ step, url }) => {
    await step('aborted', () => textFor(`${url}/half`, 400));
    await step('cancelled', async () => {
      const reader = (await fetch(`${url}/half`)).body?.getReader();
      setTimeout(() => void reader?.cancel(), 400);
      while ((await reader?.read())?.done === false);
    });
    await step('destroyed', () => read(`${url}/half`, (request) => void setTimeout(() => request.destroy(), 400)));
    await step('too late', () => read(`${url}/half`, (request) => void setTimeout(() => request.destroy(late()), 40)));
    await step('drops', () => textFor(`${url}/drops`, 400));
  });
  assert.deepEqual(
    told(facts),
    new Map(['aborted', 'cancelled', 'destroyed', 'too late', 'drops'].map((step) => [`${step} 0`, 2])),
  );
});

/** As axios destroys a request that is over its time. */
const late = (): Error => Object.assign(new Error('timeout of 40ms exceeded'), { code: 'ECONNABORTED' });

test('a stream of events that brought nothing until it was given up is told', limit, async (t) => {
  const facts = await does(t, async ({ step, url }) => {
    const signal = AbortSignal.timeout(400);
    await step('ask', async () => (await fetch(`${url}/silent`, { signal })).text().catch(() => ''));
  });
  assert.deepEqual(told(facts), new Map([['ask 0', 2]]));
});

test('another call on the same path is not the same, and neither is one that was answered before', limit, async (t) => {
  const facts = await does(t, async ({ step, url }) => {
    await step('after', () => post(url, 'ping').then(() => post(url, 'transfer', abortedIn(60))));
    await step('beside', () => Promise.all([post(url, 'ping'), post(url, 'transfer', abortedIn(500))]));
    await step('get', async () => {
      await textFor(`${url}/odd`, 10_000);
      await fetch(`${url}/odd`, { signal: abortedIn(60) }).catch(() => null);
    });
  });
  assert.deepEqual(told(facts), new Map(['after', 'beside', 'get'].map((step) => [`${step} 0`, 2])));
});

test('the same call that was made again and answered is no failure', limit, async (t) => {
  const facts = await does(t, async ({ step, url, unique }) => {
    const call = unique('call');
    await step('again', () => post(url, call, abortedIn(60)).then(() => post(url, call)));
  });
  assert.deepEqual(facts.of('statuses'), []);
});

test(
  'a hedge with node:http is none, with whatever error its loser is destroyed, and nothing of it runs on',
  limit,
  async (t) => {
    const hedge = async (url: string, error?: Error): Promise<void> => {
      const all: ClientRequest[] = [];
      const ask = (): Promise<string> => read(`${url}/slow`, (request) => all.push(request));
      await Promise.any([ask(), ask()]);
      for (const request of all) request.destroy(error);
    };
    const facts = await does(t, async ({ step, url }) => {
      await step('plain', () => hedge(url));
      await step('with an error', () => hedge(url, Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' })));
    });
    assert.deepEqual(facts.of('statuses'), []);
    assert.deepEqual(facts.of('floating'), []);
  },
);
