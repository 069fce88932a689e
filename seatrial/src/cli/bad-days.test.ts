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
import { type Answer, eventually, inProject, type Project } from './testing/project.ts';
import { complains, speaks } from './testing/speech.ts';

const [DISPROVEN, UNPROVEN] = [1, 2];
const together = { concurrency: 3 };

/** Runs a plan that fails; its evidence must hold whatever happened. */
async function fails(project: Project, parts: PlanParts, code: number, ...said: readonly (string | RegExp)[]) {
  project.plan(parts);
  const answer = await project.seatrial('run');
  complains(answer, code, ...said);
  complains(await project.seatrial('verify'), 0);
  return answer;
}

/** The same in a project of its own. */
function trial(parts: PlanParts, code: number, ...said: readonly (string | RegExp)[]): Promise<void> {
  return inProject(async (project) => void (await fails(project, parts, code, ...said)));
}

function shows({ stdout }: Answer, ...texts: readonly (string | RegExp)[]): void {
  for (const text of texts) assert.ok(stdout.search(text) >= 0, `the scorecard does not say ${text}:\n${stdout}`);
}

describe('a system', together, () => {
  const start = (habit: string, within = '10s') => ({
    system: `command: ['node', 'server.mjs', '{port}', '${habit}'], ready: { http: '/', within: '${within}' }`,
  });

  it('whose command does not exist', () =>
    trial({ system: "command: ['no-such-program', '{port}']" }, UNPROVEN, "'no-such-program', was not found"));
  it('whose folder does not exist', () =>
    trial({ system: "command: ['node', '{port}'], cwd: 'shop'" }, UNPROVEN, /the folder \S+shop does not exist/));
  it('that ends at once', () =>
    inProject(async (project) => {
      const said = ['exited with code 3 before it was ready', 'cannot open the ledger'];
      shows(await fails(project, start('crash'), UNPROVEN, ...said), 'NOT SHOWN', 'cannot open the ledger');
    }));
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
  it('that dies in the middle of a phase', () =>
    inProject(async (project) => {
      const parts = {
        journey: "await t.http.get(t.user.iteration === 3 ? '/exit' : '/'); await t.sleep('20ms');",
        phases: "load('short', look, { users: 1, for: '500ms' }), load('later', look, { users: 1, for: '500ms' })",
        claims: "claim.latency(look, 'p(95)<10s', { minSamples: 1 })",
      };
      const said = ['ended by itself with code 3', 'logs/api-1.log'];
      shows(await fails(project, parts, DISPROVEN, ...said), 'NOT READY', 'ended by itself with code 3 at');
      assert.deepEqual(
        project.recordsOf('phase-started').map((record) => record.phase),
        ['short'],
      );
    }));
});

describe('a journey', together, () => {
  const phases = "load('short', look, { users: 2, for: '300ms', gracefulStop: '200ms' })";

  it('that never comes to an end', () =>
    inProject(async (project) => {
      const claims = "claim.errors(look, 'rate<1%')";
      const answer = await fails(project, { journey: 'await new Promise(() => {});', phases, claims }, UNPROVEN);
      shows(answer, 'no iteration was completed');
      const unfinished = project.recordsOf('unfinished').map(({ of, step }) => `${of}: ${step}`);
      assert.deepEqual([...new Set(unfinished)], ['iteration: iteration']);
    }));
  it('whose requests are never answered', () =>
    inProject(async (project) => {
      const parts = { journey: "await t.http.get('/hang');", phases, claims: "claim.errors(look, 'rate<1%')" };
      shows(await fails(project, parts, UNPROVEN), 'no request was completed');
      const unfinished = project.recordsOf('unfinished').map(({ of, step }) => `${of}: ${step}`);
      assert.deepEqual([...new Set(unfinished)], ['request: GET /hang']);
    }));
  it('that always throws', () =>
    inProject(async (project) => {
      const parts = {
        journey: "await t.sleep('20ms'); throw new Error('the basket is empty');",
        claims: "claim.errors(look, 'rate<1%')",
      };
      shows(await fails(project, parts, DISPROVEN), 'journey threw', 'Error: the basket is empty');
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
            'something failed that nobody waited for: Error: the shop is closed (trial.ts:4); look for a missing await';
          const answer = await fails(project, { journey, phases }, UNPROVEN, 'the shop is closed', 'missing await');
          shows(answer, 'the shop is closed');
          const [ended] = project.recordsOf('phase-ended');
          assert.equal(ended?.outcome, 'interrupted');
          assert.ok(String(ended?.because).startsWith(said), String(ended?.because));
          assert.ok(project.recordsOf('window').length > 0, 'what was recorded until then is kept');
        }));
  it('that ends the program', () =>
    inProject(async (project) => {
      project.plan({ journey: 'process.exit(0);', phases: "load('short', look, { users: 1, for: '500ms' })" });
      complains(await project.seatrial('run'), 64, 'before there was a verdict', 'process.exit');
      await eventually(() => project.processes().length === 0, 'the guards end the system');
      complains(await project.seatrial('judge'), 2);
      project.plan();
      complains(await project.seatrial('run'), 0, 'left by an earlier trial');
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
