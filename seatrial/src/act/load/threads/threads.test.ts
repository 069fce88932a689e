import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { enableCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Fact } from '../../../evidence/records.ts';
import { resolveTrial } from '../../../plan/resolve.ts';
import type { JourneyPhase, ResolvedPlan } from '../../../plan/resolved.ts';
import { systemClock } from '../../../std/clock.ts';
import { CACHE_VARIABLE } from './order.ts';
import { LoadThreads } from './threads.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatrial-threads-'));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
const server = createServer((_request, response) => response.end('{}'));
let url = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Writes a plan whose one phase does `journey`, and resolves it as the command line would. */
async function planOf(
  name: string,
  journey: string,
  options: string,
  first = '',
): Promise<{ file: string; plan: ResolvedPlan }> {
  const file = join(folder, `${name}.ts`);
  const entry = JSON.stringify(new URL('../../../index.ts', import.meta.url).href);
  writeFileSync(
    file,
    `import { claim, defineTrial, journey, load, system } from ${entry};
     ${first}
     const api = system('api', { url: ${JSON.stringify(url)} });
     const visit = journey('visit', async (t) => { ${journey} });
     export default defineTrial({ name: 'threads', systems: [api], phases: [load('load', visit, ${options})], claims: [claim.checks(visit)] });`,
  );
  const resolution = resolveTrial(((await import(pathToFileURL(file).href)) as { default: unknown }).default);
  assert.ok(resolution.ok);
  return { file, plan: resolution.plan };
}

async function runOn(count: number, { file, plan }: { file: string; plan: ResolvedPlan }) {
  const originNs = process.hrtime.bigint();
  const facts: Fact[] = [];
  const context = {
    emit: (fact: Fact) => void facts.push(fact),
    clock: systemClock(originNs),
    signal: new AbortController().signal,
  };
  const threads = await LoadThreads.start(count, { planFile: file, digest: plan.summary.digest, originNs }, context);
  if (typeof threads === 'string') return { refused: threads, lost: null, facts };
  try {
    const order = { phase: 0, urls: [url], origins: [], token: 'x', acknowledged: [], data: undefined, shaken: false };
    return {
      refused: null,
      lost: await threads.run(plan.actions.phases[0] as JourneyPhase, order, () => undefined),
      facts,
    };
  } finally {
    await threads.close();
  }
}

const started = (facts: readonly Fact[]): number =>
  facts.reduce((sum, fact) => sum + (fact.kind === 'arrivals' ? fact.started : 0), 0);

describe('threads of load', { concurrency: 2 }, () => {
  it('share iterations: each is done once, by users whose numbers are not repeated', async () => {
    const plan = await planOf(
      'iterations',
      "t.history.begin('write', t.unique('k') + '/' + t.user.index).end('ok')",
      '{ iterations: 101, users: 5 }',
    );
    const { lost, facts } = await runOn(2, plan);
    const keys = facts.flatMap((fact) => (fact.kind === 'operation' ? [fact.key] : []));
    assert.equal(lost, null);
    assert.equal(keys.length, 101);
    assert.equal(new Set(keys).size, 101);
    assert.deepEqual([...new Set(keys.map((key) => Number(key.split('/')[1])))].sort(), [1, 2, 3, 4, 5]);
  });

  it('share arrivals: as many fall due as one thread would have', async () => {
    const plan = await planOf('rate', "await t.http.get('/')", "{ rate: '97/s', for: '1s', maxUsers: 97 }");
    const { facts } = await runOn(2, plan);
    const arrivals = facts.filter((fact) => fact.kind === 'arrivals');
    assert.equal(
      arrivals.reduce((sum, { due }) => sum + (due ?? 0), 0),
      97,
    );
    // On a busy machine one may come too late to be started; then it is counted, not hidden.
    const dropped = arrivals.reduce((sum, fact) => sum + fact.dropped, 0);
    assert.equal(started(facts) + dropped, 97);
  });

  it('stamp on the clock of the trial', async () => {
    const { facts } = await runOn(2, await planOf('clock', "await t.http.get('/')", "{ users: 2, for: '300ms' }"));
    const windows = facts.filter((fact) => fact.kind === 'window');
    assert.ok(windows.length >= 2);
    for (const { fromUs, toUs } of windows)
      assert.ok(fromUs > 0 && toUs > fromUs && toUs < 60e6, `${fromUs} to ${toUs}`);
  });

  it('that die leave a record, and the phase knows', async () => {
    const { lost, facts } = await runOn(
      2,
      await planOf('death', 'if (t.user.index === 2) process.exit(3)', "{ users: 2, for: '500ms' }"),
    );
    assert.match(lost ?? '', /load thread 2 of 2 ended by itself with code 3/);
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'worker-died' ? [fact.worker] : [])),
      [2],
    );
  });

  it('use the compiled modules of the first thread, and see no variable of ours', async (t) => {
    const kept = process.env[CACHE_VARIABLE];
    t.after(() => {
      if (kept !== undefined) process.env[CACHE_VARIABLE] = kept;
    });
    delete process.env[CACHE_VARIABLE];
    enableCompileCache(join(folder, 'compiled'));
    const plan = await planOf(
      'cache',
      "t.check('a cache', getCompileCacheDir() !== undefined); t.check('no variable', variable === undefined)",
      '{ iterations: 2, users: 2 }',
      `import { getCompileCacheDir } from 'node:module'; const variable = process.env.${CACHE_VARIABLE};`,
    );
    const { lost, facts } = await runOn(2, plan);
    const checks = facts.flatMap((fact) => (fact.kind === 'checks' ? [`${fact.check}: ${fact.fails}`] : []));
    assert.equal(lost, null);
    assert.deepEqual(new Set(checks), new Set(['a cache: 0', 'no variable: 0']));
  });

  it('refuse a plan that is another one each time', async () => {
    const plan = await planOf(
      'random',
      't.check(name, true)',
      "{ users: 2, for: '300ms' }",
      'const name = String(Math.random());',
    );
    const changing = { ...plan, plan: { ...plan.plan, summary: { ...plan.plan.summary, digest: 'another' } } };
    assert.match((await runOn(2, changing)).refused ?? '', /another plan each time/);
  });
});
