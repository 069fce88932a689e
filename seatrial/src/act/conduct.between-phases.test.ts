import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conducted, factsOf } from './testing/conducted.ts';

const api = (within: string): string => `system('api', {
  command: ['node', new URL('./server.mjs', import.meta.url).pathname, '{port}', '{dir}'],
  ready: { http: '/ready', within: '${within}' },
})`;

/** Answers 404 from its second start on until it is ready; `/bye` ends it, a moment later. */
const server = (readyAfterMs: number): string => `
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
const [port, folder] = process.argv.slice(2);
const again = existsSync(folder + '/started');
writeFileSync(folder + '/started', '');
const readyAt = performance.now() + (again ? ${readyAfterMs} : 0);
createServer((request, response) => {
  response.statusCode = performance.now() < readyAt ? 404 : 200;
  response.end();
  if (request.url === '/bye') setTimeout(() => process.exit(3), 100);
}).listen(Number(port), '127.0.0.1');
`;

const VISIT = "journey('visit', async (t) => { await t.http.put('/a', { writes: 'a' }); })";
const CRASH =
  "load('crash', visit, { users: 1, for: '1s', pace: '100ms', faults: [fault.kill(api.instance(1), { at: '500ms', restartAfter: '100ms' })] })";

describe('between phases', { concurrency: true }, () => {
  for (const [kind, phase] of [
    ['read-back', "readBack('back', visit, (t, { key }) => t.http.get('/' + key, { reads: key }), { settle: '0s' })"],
    ['load', "load('back', visit, { users: 1, iterations: 1 })"],
  ] as const) {
    it(`a phase of ${kind} waits until what was started again is ready`, async () => {
      const { outcome, facts } = await conducted(VISIT, `${CRASH}, ${phase}`, {
        api: api('10s'),
        files: { 'server.mjs': server(1500) },
      });
      assert.deepEqual(outcome, { outcome: 'complete' });
      const order = facts.flatMap((fact) =>
        fact.kind === 'instance-ready' && fact.start === 2
          ? ['ready']
          : fact.kind === 'phase-started'
            ? [fact.phase]
            : [],
      );
      assert.deepEqual(order, ['crash', 'ready', 'back']);
    });
  }

  it('the wait has an end: what does not become ready in time is told, and the trial goes on', async () => {
    const { facts } = await conducted(VISIT, `${CRASH}, load('back', visit, { users: 1, iterations: 1 })`, {
      api: api('1500ms'),
      files: { 'server.mjs': server(60_000) },
    });
    const kinds = facts.flatMap((fact) =>
      fact.kind === 'instance-unready' ? ['unready'] : fact.kind === 'phase-started' ? [fact.phase] : [],
    );
    assert.deepEqual(kinds, ['crash', 'unready', 'back']);
  });

  it('what ended by itself between phases ends the trial: nothing is loaded against nobody', async () => {
    const visit = "journey('visit', async (t) => { await t.http.get('/bye'); })";
    const { outcome, facts } = await conducted(
      visit,
      "load('one', visit, { users: 1, iterations: 1 }), together([load('two', visit, { users: 1, iterations: 1, startAfter: '1s' })])",
      { api: api('10s'), files: { 'server.mjs': server(0) } },
    );
    assert.equal(outcome.outcome, 'failed');
    assert.match(outcome.because ?? '', /^api 1 ended by itself with code 3/);
    assert.deepEqual(
      factsOf(facts, 'phase-started').map(({ phase }) => phase),
      ['one'],
    );
  });
});
