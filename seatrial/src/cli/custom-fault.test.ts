/** Faults of the plan's own: what they prove, what they do not, and that they are undone on every way out. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from './testing/project.ts';

const together = { concurrency: 2 };
const claims = "claim.recovery({ after: 'custom', within: '3s' })";

/** A load under one fault with these two functions. */
const phases = (inject: string, undo: string, seconds = 3): string =>
  `load('short', look, { users: 2, for: '${seconds}s', faults: [fault.custom({ name: 'stall', target: api.instance(1), at: '1s', for: '500ms',
  inject: ${inject},
  undo: ${undo} })] })`;

const STALL = "async ({ instances: [it] }) => { process.kill(it.pid, 'SIGSTOP'); return true; }";
const GO_ON = "async ({ instances: [it], url }) => { process.kill(it.pid, 'SIGCONT'); return (await fetch(url)).ok; }";

describe('a fault of the plan', together, () => {
  it('that was seen to bite and to be over shows a recovery', () =>
    inProject(async (project) => {
      project.plan({ phases: phases(STALL, GO_ON, 5), claims });
      const { code, stdout } = await project.trial();
      assert.equal(code, 0, stdout);
      assert.match(stdout, /'stall' of api 1 at 1s, for 500ms/);
      const [leased] = project.recordsOf('fault-leased');
      assert.deepEqual([leased?.fault, leased?.system, leased?.instance], ['custom', 'api', 1]);
      assert.equal(project.recordsOf('fault-bit').length, 1);
    }));

  it('that did nothing, or says nothing, proves nothing', () =>
    inProject(async (project) => {
      project.plan({ phases: phases('async () => {}', 'async () => true', 2), claims });
      const { code, stdout } = await project.trial();
      assert.equal(code, 2, stdout);
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /was done, and whether it had an effect is not known: its inject did not say whether it has an effect/,
      );
    }));

  it('that throws is told with its place, and what could not be undone is told by the next run', () =>
    inProject(async (project) => {
      const fails = "async () => {\n throw new Error('no rights'); }";
      project.plan({ phases: phases(fails, "async () => { throw new Error('still no rights'); }", 2), claims });
      const { code, stdout } = await project.trial();
      assert.equal(code, 2, stdout);
      const done = JSON.stringify(project.recordsOf('fault-done'));
      assert.match(done, /its inject threw Error: no rights \(trial\.ts:\d+\)/);
      assert.match(JSON.stringify(project.recordsOf('fault-undone')), /its undo threw Error: still no rights/);
      project.plan();
      const again = await project.trial();
      assert.match(again.stderr, /left by an earlier trial: 'stall' of api 1.*undo it by hand/);
    }));

  it('is undone when a person ends the trial', () =>
    inProject(async (project) => {
      const undo = `async (site) => { (await import('node:fs')).writeFileSync('undone', ''); return (${GO_ON})(site); }`;
      project.plan({ phases: phases(STALL, undo, 60).replace("'500ms'", "'50s'"), claims });
      const session = project.start(['run', '--workers', '1']);
      await session.shows('fault custom is in force');
      session.signal('SIGINT');
      assert.equal((await session.ended).code, 130);
      assert.ok(existsSync(join(project.folder, 'undone')));
      assert.equal(project.recordsOf('fault-undone')[0]?.verified, true);
    }));
});
