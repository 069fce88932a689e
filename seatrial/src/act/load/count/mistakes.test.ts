/** Mistakes of a plan that show only while it runs: whose they are, where, how often, and that nothing breaks by them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JourneyContext } from '../../../plan/journey.ts';
import { serve } from '../testing/browser.ts';
import { type Facts, runLoad } from '../testing/stage.ts';
import { Mistakes } from './mistakes.ts';

// biome-ignore lint/suspicious/noExplicitAny: these journeys are wrong on purpose.
type Wrong = any;
const ONE = { iterations: 1, users: 1, for: '10s' } as const;

async function did(t: Wrong, run: (t: JourneyContext, wrong: Wrong) => unknown, iterations = 1): Promise<Facts> {
  const url = await serve(t, (request, answer) => {
    answer.statusCode = request.url === '/broken' ? 500 : 200;
    answer.end('{}');
  });
  const journey = async (user: JourneyContext): Promise<void> => void (await run(user, user as Wrong));
  return runLoad(journey, { ...ONE, iterations }, { urls: [url], throws: true });
}

const HERE = /mistakes\.test\.ts:\d+$/;

function mistakeOf(facts: Facts): { what: string; where: string | null; count: number } {
  const [mistake, ...more] = facts.of('plan-mistake');
  assert.ok(mistake && more.length === 0, JSON.stringify(facts.list.map(({ kind }) => kind)));
  assert.deepEqual(facts.of('errors'), []);
  assert.equal(facts.step('iteration').failed, 0, 'a mistake of the plan is no failure of the system');
  return mistake;
}

describe('is a mistake of the plan, with its place', { concurrency: 8 }, () => {
  const wrong: readonly [what: string, said: RegExp, run: (t: Wrong) => unknown][] = [
    [
      'a promise as a check',
      /t\.check\('x'\): a promise is not true or false; await it/,
      (t) => t.check('x', Promise.reject(new Error('no'))),
    ],
    ['a function as a check', /a function is not true or false; call it/, (t) => t.check('x', () => false)],
    ['text as a check', /'false' is not true or false; compare it/, (t) => t.check('x', 'false')],
    ['a check whose name is a number', /the name of t\.check: 5 is not text/, (t) => t.check(5, true)],
    ['a detail that is a BigInt', /the detail of t\.check\('c'\): 10n is not text/, (t) => t.check('c', false, 10n)],
    [
      'a promise as a rate',
      /t\.metric\.rate\('r'\): a promise.*await it/,
      (t) => t.metric.rate('r', Promise.resolve(false)),
    ],
    ['a metric whose name is a symbol', /the name of t\.metric\.count/, (t) => t.metric.count(Symbol('s'))],
    ['text as a trend', /t\.metric\.trend\('t'\): '12' is not a positive number/, (t) => t.metric.trend('t', '12')],
    [
      'a misspelt option',
      /there is no option 'tiemout'; did you mean 'timeout'/,
      (t) => t.http.get('/', { tiemout: '1s' }),
    ],
    ['an option named constructor', /there is no option 'constructor'/, (t) => t.http.get('/', { constructor: 1 })],
    [
      'half a character as a value to keep',
      /writes\.value: .*is not well-formed text .*; write what it stands for/,
      (t) => t.http.put('/', { writes: { key: 'k', value: 'a\ud800b' } }),
    ],
    [
      'a byte order mark before a value to keep',
      /the value of t\.history\.begin: the byte order mark it begins with is taken away/,
      (t) => t.history.begin('write', 'k', '\ufeffv'),
    ],
    [
      'no status at all to expect',
      /expect: the list is empty; put something in it/,
      (t) => t.http.get('/', { expect: [] }),
    ],
    ['a form with no parts', /multipart: the list is empty/, (t) => t.http.post('/', { multipart: [] })],
    ['no subprotocol at all', /protocols: the list is empty/, (t) => t.websocket('/', { protocols: [] })],
    [
      'less than no redirects',
      /redirects: -1 is not a whole number from 0 up/,
      (t) => t.http.get('/', { redirects: -1 }),
    ],
    ['options that are null', /t\.http: null is not a set of options/, (t) => t.http.get('/', null)],
    ['a name that is a number', /name: 5 is not text/, (t) => t.http.get('/', { name: 5 })],
    [
      'a key that is a BigInt',
      /writes\.key: 10n is not text/,
      (t) => t.http.put('/', { writes: { key: 10n, value: 'v' } }),
    ],
    [
      'a value that is a promise',
      /writes\.value: a promise is not text; await it/,
      (t) => t.http.put('/', { writes: { key: 'k', value: Promise.resolve('v') } }),
    ],
    [
      'an actor that is a number',
      /access\.actor: 1 is not text/,
      (t) => t.http.get('/', { access: { actor: 1, owner: 'b', action: 'r', resource: 'x' } }),
    ],
    [
      'headers in a Map',
      /headers: Map.* is not a plain object/,
      (t) => t.http.get('/', { headers: new Map([['a', 'b']]) }),
    ],
    ['a query that is text', /query: 'a=1' is not a plain object/, (t) => t.http.get('/', { query: 'a=1' })],
    [
      'a query of URLSearchParams',
      /query: .* is not a plain object/,
      (t) => t.http.get('/', { query: new URLSearchParams('a=1') }),
    ],
    [
      'a way to take a body',
      /into: 'sha1' is not a way to take a body; write one of sha256/,
      (t) => t.http.get('/', { into: 'sha1' }),
    ],
    [
      'JSON of a BigInt',
      /json: .* cannot be sent: Do not know how to serialize a BigInt/,
      (t) => t.http.post('/', { json: { id: 10n } }),
    ],
    ['a body of numbers', /body: .*; give new Uint8Array/, (t) => t.http.post('/', { body: new Float64Array(3) })],
    ['a body of a Blob', /body: .*await blob\.bytes/, (t) => t.http.post('/', { body: new Blob(['a']) })],
    [
      'two bodies',
      /one body: give one of body, json/,
      (t) => t.http.post('/', { body: new URLSearchParams('a=1'), json: {} }),
    ],
    [
      'two forms with files',
      /one body: give one of body and multipart/,
      (t) => t.http.post('/', { body: new FormData(), multipart: [{ name: 'a', body: 'b' }] }),
    ],
    [
      'a streamed body of text',
      /^POST \/: the streamed body gave a string; give bytes/,
      (t) => t.http.post('/', { body: { stream: () => ['text'] } }),
    ],
    [
      'a streamed body that is shorter than it says',
      /the streamed body is shorter than its size of 5 bytes/,
      (t) => t.http2.post('/', { body: { stream: () => [], size: 5 } }),
    ],
    [
      'a path with a space',
      /^GET \/a b: not sent: the target "\/a b" is not a path .*; percent-encode it/,
      (t) => t.http.get('/a b'),
    ],
    ['a path with a space, over HTTP/2', /percent-encode it/, (t) => t.http2.get('/a b')],
    [
      'a header that is ours',
      /the header Connection is left to the client, .*; take it out/,
      (t) => t.http.get('/', { headers: { Connection: 'close' } }),
    ],
    ['a method that is none', /"A B" is not a method this client sends/, (t) => t.http.request('A B', '/')],
    ['a body that is an object', /body: .*for JSON give json/, (t) => t.http.post('/', { body: { a: 1 } })],
    ['a status that is text', /expect: '201' is not a status/, (t) => t.http.post('/', { expect: '201' })],
    ['a bare timeout', /timeout: 5 is a bare number/, (t) => t.http.get('/', { timeout: 5 })],
    ['another host', /example\.test is not a system of this plan/, (t) => t.http.get('http://example.test/')],
    ['a path that is a number', /the path: 5 is not text/, (t) => t.http.get(5)],
    ['a step whose name is a number', /the name of t\.step: 5 is not text/, (t) => t.step(5, async () => {})],
    [
      'a step named as the whole journey',
      /'iteration' is the name of the whole/,
      (t) => t.step('iteration', async () => {}),
    ],
    ['a request named so', /name: 'iteration' is the name of the whole/, (t) => t.http.get('/', { name: 'iteration' })],
    ['a stream named so', /name: 'iteration' is the name of/, (t) => t.events('/', { name: 'iteration' })],
    ['a step that is a promise', /t\.step\('s'\): a promise is not a function/, (t) => t.step('s', Promise.resolve())],
    [
      'a misspelt option of a step',
      /there is no option 'tag'; did you mean 'tags'/,
      (t) => t.step('s', async () => {}, { tag: {} }),
    ],
    [
      'a think time',
      /there is no option 'mena'; did you mean 'mean'/,
      (t) => t.think({ mena: '1s', distribution: 'normal' }),
    ],
    ['a bare sleep', /t\.sleep: 50 is a bare number/, (t) => t.sleep(50)],
    ['an operation of a BigInt', /the key of t\.history\.begin: 10n is not text/, (t) => t.history.begin('write', 10n)],
    [
      'a value that is a promise at the end',
      /value: a promise is not text/,
      (t) => t.history.begin('read', 'k').end('ok', { value: Promise.resolve('v') }),
    ],
    ['an end there is not', /there is no 'OK'; did you mean 'ok'/, (t) => t.history.begin('read', 'k').end('OK')],
    [
      'a read that does not say what was read',
      /the read of 'k' ended 'ok' without saying what was read/,
      (t) => t.history.begin('read', 'k').end('ok'),
    ],
    [
      'a write that ends as a delete',
      /that would be a delete/,
      (t) => t.history.begin('write', 'k', 'v').end('ok', { value: null }),
    ],
    [
      'an access that lacks its result',
      /t\.access/,
      (t) => t.access({ actor: 'a', owner: 'b', action: 'r', resource: 'x', result: 'yes', why: '' }),
    ],
    [
      'an option of HTTP/2',
      /there is no option 'header'; did you mean 'headers'/,
      (t) => t.http2.get('/', { header: {} }),
    ],
    [
      'an option of a WebSocket',
      /t\.websocket: there is no option 'protocol'; did you mean 'protocols'/,
      (t) => t.websocket('/', { protocol: 'x' }),
    ],
    [
      'an option of events',
      /t\.events: there is no option 'lastEventID'; did you mean 'lastEventId'/,
      (t) => t.events('/', { lastEventID: '1' }),
    ],
    [
      'an option of gRPC',
      /t\.grpc: there is no option 'servic'; did you mean 'service'/,
      (t) => t.grpc({ proto: new URL('file:///x'), servic: 'a' }),
    ],
    ['what is no feeder', /t\.next: .* is not a feeder/, (t) => t.next([1, 2])],
    ['what is not there', /TypeError: Cannot read properties of undefined/, (t) => t.data.token],
    [
      'a name that is not declared',
      /ReferenceError: nowhere is not defined/,
      () => (globalThis as Wrong).eval('nowhere'),
    ],
    [
      'a header that is undefined, before any answer',
      /headers\.a: undefined is not text/,
      (t) => t.http.get('/', { headers: { a: undefined } }),
    ],
  ];
  for (const [what, said, run] of wrong)
    test(what, async (t) => {
      const { what: told, where } = mistakeOf(await did(t, run));
      assert.match(told, said);
      assert.match(where ?? '', HERE);
    });
});

test('a mistake that the journey catches is told all the same, and once though it is thrown on', async (t) => {
  const caught = await did(t, (_, wrong) => wrong.http.get('/', { nmae: 'x' }).catch(() => undefined), 3);
  assert.equal(mistakeOf(caught).count, 3);
  const ends = await did(t, (_, wrong) => {
    try {
      wrong.history.begin('read', 'k').end('ok');
    } catch {}
  });
  assert.match(mistakeOf(ends).what, /without saying what was read/);
  const promised = await did(t, (_, wrong) =>
    wrong.http.put('/', { writes: { key: 'k', value: 'v', acknowledged: async () => true } }).catch(() => undefined),
  );
  assert.match(mistakeOf(promised).what, /`acknowledged` returned a promise/);
  const thrown = await did(t, (_, wrong) => wrong.step('s', () => wrong.http.get('/', { nmae: 'x' })));
  assert.equal(mistakeOf(thrown).count, 1);
  assert.equal(thrown.step('s').count, 0, 'a step that made a mistake measured nothing');
});

test('the same kind of error after good answers is unclear, and counts as no failure of the iteration', async (t) => {
  const facts = await did(t, async (user) => (await user.http.get('/')).json().items.length);
  assert.deepEqual(facts.of('plan-mistake'), []);
  const [error] = facts.of('errors');
  assert.deepEqual([error?.cause, error?.step], ['journey mistake', 'iteration']);
  assert.match(error?.example ?? '', /^TypeError: .* at .*mistakes\.test\.ts:\d+$/);
  assert.equal(facts.step('iteration').failed, 0);
  const missing = await did(t, async (user, wrong) => {
    const { token } = (await user.http.get('/')).json();
    await wrong.http.get('/', { headers: { token } });
  });
  assert.equal(missing.of('errors')[0]?.cause, 'journey mistake');
});

test('after an answer that failed, and for every other error, the journey threw', async (t) => {
  const failed = await did(t, async (user) => (await user.http.get('/broken')).json().items.length);
  assert.ok(failed.of('errors').some(({ cause }) => cause === 'journey threw'));
  assert.equal(failed.step('iteration').failed, 1);
  const threw = await did(t, () => assert.equal(1, 2));
  assert.deepEqual(
    threw.of('errors').map(({ cause }) => cause),
    ['journey threw'],
  );
  const odd = await did(t, () => Promise.reject({ code: 5 }));
  assert.equal(odd.of('errors')[0]?.example, '{ code: 5 }');
  assert.deepEqual(
    [...failed.list, ...threw.list].filter(({ kind }) => kind === 'plan-mistake'),
    [],
  );
});

test('what fetch throws is the network, and in a step of its own nobody knows what was answered', async (t) => {
  const refused = await did(t, () => fetch('http://127.0.0.1:1/'));
  assert.equal(refused.of('errors')[0]?.cause, 'journey threw');
  const noJson = await did(t, async (user) => JSON.parse(`${user.url} is no JSON`));
  assert.equal(noJson.of('errors')[0]?.cause, 'journey mistake');
  const inStep = await did(t, (user, wrong) => user.step('own client', async () => wrong.nothing.at.all));
  assert.equal(inStep.of('errors')[0]?.cause, 'journey mistake');
});

test('a user who was answered wrongly before may lack what it kept', async (t) => {
  const facts = await did(
    t,
    async (user, wrong) => {
      if (user.user.iteration === 0) await user.http.get('/broken');
      else wrong.user.state.session.token.length;
    },
    2,
  );
  assert.deepEqual(facts.of('plan-mistake'), []);
  assert.ok(facts.of('errors').some(({ cause }) => cause === 'journey mistake'));
});

test('a million mistakes are few records: alike ones are counted, and of many different ones the first are kept', () => {
  const mistakes = new Mistakes();
  for (let n = 0; n < 1000; n++) mistakes.note('alike', 'a.ts:1');
  for (let n = 0; n < 1000; n++) mistakes.note(`mistake ${n}`, 'a.ts:2');
  const taken = mistakes.take();
  assert.equal(taken.length, 21);
  assert.equal(
    taken.reduce((sum, { count }) => sum + count, 0),
    2000,
  );
  assert.deepEqual(mistakes.take(), []);
});
