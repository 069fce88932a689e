/**
 * Systems and journeys that fail: what happened and where it can be read is said, everything is stopped, the evidence is
 * kept and sealed, and nothing is called proven that was not shown.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PlanParts } from './testing/plan-text.ts';
import { inProject } from './testing/project.ts';
import { complains, fails, shows, speaks } from './testing/speech.ts';

const [DISPROVEN, UNPROVEN, MISTAKEN] = [1, 2, 64];
const together = { concurrency: 3 };

/** The same in a project of its own. */
function trial(parts: PlanParts, code: number, ...said: readonly (string | RegExp)[]): Promise<void> {
  return inProject(async (project) => void (await fails(project, parts, code, ...said)));
}

describe('a system', together, () => {
  const start = (habit: string, within = '10s') => ({
    system: `command: ['node', 'server.mjs', '{port}', '${habit}'], ready: { http: '/', within: '${within}' }`,
  });

  it('whose command does not exist', () =>
    trial({ system: "command: ['no-such-program', '{port}']" }, MISTAKEN, "no program 'no-such-program' in PATH"));
  it('whose folder does not exist', () =>
    trial({ system: "command: ['node', '{port}'], cwd: 'shop'" }, MISTAKEN, /the folder \S+shop does not exist/));
  it('that never listens', () => trial(start('deaf', '500ms'), UNPROVEN, /api 1 .*500ms.*connection refused/));
  it('that never is well', () => trial(start('unwell', '3s'), UNPROVEN, /api 1 .*3s.*503/));
  it('whose port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const system = `command: ['node', 'server.mjs', '${port}'], env: { OTHER: '{port}' }`;
    try {
      await trial({ system }, UNPROVEN, 'exited with code 1 before it was ready', 'EADDRINUSE', `port: ${port}`);
    } finally {
      other.close();
    }
  });
  it('that may end, because it is a job: the trial goes on, and nothing is claimed of that', () =>
    inProject(async (project) => {
      project.plan({
        system: "command: ['node', 'server.mjs', '{port}'], mayEnd: true",
        journey: "await t.http.get(t.user.iteration === 3 ? '/exit' : '/'); await t.sleep('20ms');",
        phases: "load('short', look, { users: 1, for: '500ms' }), load('later', look, { users: 1, for: '500ms' })",
        claims: "claim.errors(look, 'count<1000')",
      });
      await project.seatrial('run');
      assert.deepEqual(
        project.recordsOf('phase-ended').map(({ phase, outcome }) => [phase, outcome]),
        [
          ['short', 'complete'],
          ['later', 'complete'],
        ],
      );
      assert.equal(project.read(join(project.run(), 'findings.json')).includes('stays-up'), false);
    }));
});

describe('a journey', together, () => {
  const phases = "load('short', look, { users: 2, for: '300ms', gracefulStop: '200ms' })";

  it('whose requests are never answered', () =>
    inProject(async (project) => {
      const parts = { journey: "await t.http.get('/hang');", phases, claims: "claim.errors(look, 'rate<1%')" };
      shows(await fails(project, parts, UNPROVEN), 'no request was completed');
      const unfinished = project.recordsOf('unfinished').map(({ of, step }) => `${of}: ${step}`);
      assert.deepEqual([...new Set(unfinished)], ['request: GET /hang']);
    }));
  it('that never checks anything', () =>
    inProject(async (project) => {
      shows(await fails(project, { journey: "await t.sleep('20ms');" }, UNPROVEN), "checks of 'look' never ran");
    }));
  for (const [what, failing] of [
    ['what fails', "void Promise.reject(new Error('the shop is closed'));"],
    ['a timer that throws', "setTimeout(() => { throw new Error('the shop is closed'); });"],
  ])
    for (const users of [1, 2])
      it(`that does not wait for ${what}, with load in ${users === 1 ? 'the same thread' : 'threads'}`, () =>
        inProject(async (project) => {
          const journey = `await t.http.get('/'); ${failing} await t.sleep('20ms');`;
          const phases = `load('short', look, { users: ${users}, for: '500ms' })`;
          const said =
            'a promise that was not awaited failed: Error: the shop is closed (trial.ts:4); look for a missing await';
          const answer = await fails(project, { journey, phases }, UNPROVEN, 'the shop is closed', 'missing await');
          shows(answer, 'the shop is closed');
          const [ended] = project.recordsOf('phase-ended');
          assert.equal(ended?.outcome, 'interrupted');
          assert.ok(String(ended?.because).startsWith(said), String(ended?.because));
          assert.ok(project.recordsOf('window').length > 0, 'what was recorded until then is kept');
        }));
  it('that ends the program, with load in threads', () =>
    inProject(async (project) => {
      project.plan({ journey: "await t.sleep('20ms'); process.exit(0);" });
      complains(await project.seatrial('run'), 64, 'process.exit');
      complains(await project.seatrial('judge'), 64, 'process.exit');
    }));
  it('that has the last word when the program ends', () =>
    inProject(async (project) => {
      for (const word of ['process.exitCode = 0', 'process.exit(0)']) {
        const journey = "await t.sleep('20ms'); throw new Error('no');";
        project.plan({
          journey,
          claims: "claim.errors(look, 'rate<1%')",
          before: `process.on('exit', () => { ${word}; });`,
        });
        assert.equal((await project.seatrial('run')).code, DISPROVEN, word);
      }
    }));
  it('that leaves a timer behind', () =>
    trial(
      {
        journey: "t.check('is', true); setInterval(() => {}, 1000); await t.sleep('1s');",
        phases: "load('short', look, { users: 1, iterations: 1 })",
      },
      0,
    ));
  it('that prints', () =>
    inProject(async (project) => {
      project.plan({ journey: "t.check('is', true); console.log('hello'); await t.sleep('100ms');" });
      const answer = await project.seatrial('run', '--json');
      assert.equal(answer.code, 0);
      speaks(answer);
      assert.equal(JSON.parse(answer.stdout).scorecard.verdict, 'proven');
      assert.match(answer.stderr, /hello/);
    }));
});
