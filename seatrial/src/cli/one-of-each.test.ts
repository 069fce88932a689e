/**
 * One bad day of each kind through the command line, every day; the others are in the weekly files beside this one. What cannot be run is
 * refused, what fails is told, everything is stopped, the evidence is kept, and nothing is called proven that was not shown.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LONG } from './testing/plan-text.ts';
import { eventually, inProject } from './testing/project.ts';
import { fileRefused, planRefused } from './testing/refusals.ts';
import { complains, fails, holds, nothingIsProven, refused, shows } from './testing/speech.ts';

const [DISPROVEN, UNPROVEN, OUR_FAULT, INTERRUPTED] = [1, 2, 70, 130];
const together = { concurrency: 2 };
const ONE_THREAD = ['run', '--workers', '1'];

describe('what cannot be run', together, () => {
  const refuses = (args: readonly string[], ...said: readonly string[]) =>
    inProject(async (project) => void (await refused(project, args, ...said)));

  it('has a syntax error', () =>
    fileRefused("import { claim } from 'seatrial';\nconst x = ;\n", 'trial.ts', 'line 2', 'does not parse'));
  it('is refused where its package says it is CommonJS', () =>
    inProject(async (project) => {
      project.write('package.json', '{ "type": "commonjs" }');
      project.write('trial.ts', "import { claim } from 'seatrial';\nexport default claim;\n");
      await refused(project, ['run'], 'CommonJS', 'trial.mts');
    }));
  it('shows every mistake at once', () =>
    planRefused(
      { phases: "load('short', look, { users: -1, for: '5 s' })", claims: "claim.errors(look, 'rate<')" },
      '3 mistakes',
      'phases[0] (short), users: ',
      'phases[0] (short), for: ',
      'claims[0] (errors of look rate<), threshold: ',
    ));
  it('names an unknown command', () => refuses(['rum'], "'rum'", 'Did you mean run?'));
  it('names an unknown run', () => refuses(['judge', '20200101-shop'], "no run '20200101-shop'", 'seatrial run'));
});

describe('a system', together, () => {
  const system = "command: ['node', 'server.mjs', '{port}', 'crash'], ready: { http: '/', within: '10s' }";

  it('that ends at once', () =>
    inProject(async (project) => {
      const said = ['exited with code 3 before it was ready', 'cannot open the ledger'];
      shows(await fails(project, { system, threads: 1 }, UNPROVEN, ...said), 'NOT SHOWN', 'cannot open the ledger');
    }));
  it('that dies in the middle of a phase', () =>
    inProject(async (project) => {
      const parts = {
        journey: "await t.http.get(t.user.iteration === 3 ? '/exit' : '/'); await t.sleep('20ms');",
        phases: "load('short', look, { users: 1, for: '500ms' }), load('later', look, { users: 1, for: '500ms' })",
        claims: "claim.latency(look, 'p(95)<10s', { minSamples: 1 })",
        threads: 1,
      } as const;
      const said = ['ended by itself with code 3', 'logs/api-1.log'];
      shows(await fails(project, parts, DISPROVEN, ...said), 'NOT READY', 'ended by itself with code 3 at');
      assert.deepEqual(
        project.recordsOf('phase-started').map((record) => record.phase),
        ['short'],
      );
    }));
  it('that has left its group is told of when its command ends without it', () =>
    inProject(async (project) => {
      const system = `command: ['sh', '-c', 'setsid ${process.execPath} server.mjs {port} & sleep 1'], ready: { log: 'never' }`;
      project.plan({ system });
      const { stdout } = await project.trial();
      assert.match(stdout.replaceAll(/\s+/g, ' '), /It left pid \d+ `node server\.mjs \d+` running.*in the foreground/);
    }));
});

describe('a journey', together, () => {
  const phases = "load('short', look, { users: 2, for: '300ms', gracefulStop: '200ms' })";

  it('that never comes to an end', () =>
    inProject(async (project) => {
      const claims = "claim.errors(look, 'rate<1%')";
      const answer = await fails(
        project,
        { journey: 'await new Promise(() => {});', phases, claims, threads: 1 },
        UNPROVEN,
      );
      shows(answer, 'no iteration was completed');
      const unfinished = project.recordsOf('unfinished').map(({ of, step }) => `${of}: ${step}`);
      assert.deepEqual([...new Set(unfinished)], ['iteration: iteration']);
    }));
  it('that always throws', () =>
    inProject(async (project) => {
      const parts = {
        journey: "await t.sleep('20ms'); throw new Error('the basket is empty');",
        claims: "claim.errors(look, 'rate<1%')",
        threads: 1,
      } as const;
      shows(await fails(project, parts, DISPROVEN), 'journey threw', 'Error: the basket is empty');
    }));
  it('that ends the program', () =>
    inProject(async (project) => {
      project.plan({ journey: 'process.exit(0);', phases: "load('short', look, { users: 1, for: '500ms' })" });
      complains(await project.seatrial('run'), 64, 'before there was a verdict', 'process.exit');
      await eventually(() => project.processes().length === 0, 'the guards end the system');
      complains(await project.seatrial('judge'), 2);
      project.plan();
      complains(await project.trial(), 0, 'left by an earlier trial');
    }));
});

describe('a trial', together, () => {
  it('is interrupted', () =>
    inProject(async (project) => {
      project.plan(LONG);
      const session = project.start(['run']);
      await session.shows('phase long:');
      session.signal('SIGINT');
      const answer = await session.ended;
      complains(answer, INTERRUPTED, 'interrupted by SIGINT');
      assert.match(answer.stdout, /NOT SHOWN.*interrupted by SIG/s);
      await project.isLeft();
      nothingIsProven(project, 'sealed');
    }));
  it('is killed while a system is paused: its guards end it, the next trial tidies up', () =>
    inProject(async (project) => {
      const faults = "[fault.pause(api.instance(1), { at: '200ms', for: '50s' })]";
      project.plan({ phases: `load('long', look, { users: 1, for: '60s', faults: ${faults} })` });
      const session = project.start(ONE_THREAD);
      await session.shows('fault pause is in force');
      const [{ pid } = { pid: 0 }] = project.recordsOf('instance-started');
      assert.match(readFileSync(`/proc/${pid}/stat`, 'latin1'), /\) T/);
      assert.equal(project.traces().length, 3, 'a lease each for the instance and its pause, and a data folder');
      process.kill(session.process.pid as number, 'SIGKILL');
      await session.ended;
      await eventually(() => project.processes().length === 0, 'the guards end the system');
      nothingIsProven(project, 'cut off');
      project.plan();
      complains(await project.trial(), 0, 'left by an earlier trial: api 1 runs', 'had already ended');
      assert.deepEqual(project.traces(), []);
    }));
  it('finds a file in the way of the lease of a fault', () =>
    inProject(async (project) => {
      const faults = "[fault.pause(api.instance(1), { at: '800ms', for: '300ms' })]";
      project.plan({ phases: `load('short', look, { users: 1, for: '1500ms', faults: ${faults} })` });
      const session = project.start(ONE_THREAD);
      await session.shows('phase short:');
      await project.shell('mv .seatrial/leases .seatrial/moved && touch .seatrial/leases');
      complains(await session.ended, OUR_FAULT, 'the trial could not go on', 'leases');
      await eventually(() => project.processes().length === 0, 'the system is stopped');
      await project.shell('rm -r .seatrial/moved .seatrial/leases');
      complains(await project.seatrial('judge'), 2);
      holds(project);
    }));
});
