/**
 * Disks that are full or that may not be written: what to do is said, with exit code 70; systems are stopped; what was
 * recorded before can be read. Full disks are real ones, a few hundred kilobytes in a mount namespace of their own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Answer, inProject, type Project } from './testing/project.ts';
import { complains } from './testing/speech.ts';

const OUR_FAULT = 70;
const together = { concurrency: 2 };
const NAMESPACE = 'unshare --user --map-root-user --mount';
const canMount = spawnSync('/bin/sh', ['-c', `${NAMESPACE} mount -t tmpfs none /mnt`]).status === 0;
const skip = canMount ? false : 'no mount namespace can be made here';

/** Runs the trial with `.seatrial` on a disk of its own; afterwards what it holds is in `kept`. */
async function onDisk(project: Project, options: string): Promise<Answer> {
  const mount = `mkdir .seatrial && mount -t tmpfs -o ${options} none .seatrial`;
  const script = `${mount}; $SEATRIAL run; code=$?; ls .seatrial/leases .seatrial/data >&2; cp -r .seatrial kept; exit $code`;
  project.write('script.sh', script);
  return project.shell(`${NAMESPACE} sh script.sh`);
}

/** What is left of the run is judged, and proves nothing. */
async function isReadable(project: Project): Promise<void> {
  const { stdout } = await project.shell('ls -d kept/runs/*');
  const judged = await project.seatrial('judge', stdout.trim());
  complains(judged, 2);
  assert.match(judged.stdout, /not sealed/);
}

describe('a disk', { ...together, skip }, () => {
  const writes = "await t.http.put('/x', { body: 'x', writes: { key: t.unique('k'), value: 'x'.repeat(500) } });";

  it('that becomes full during the trial', () =>
    inProject(async (project) => {
      project.plan({
        journey: writes,
        phases: "load('long', look, { users: 4, for: '20s' })",
        claims: 'claim.noLostWrites(look)',
      });
      const answer = await onDisk(project, 'size=300k');
      complains(answer, OUR_FAULT, 'no space left on device', /the last \d+ of \d+ records are lost/, 'free space');
      await isReadable(project);
    }));
  it('that becomes full while findings are written', () =>
    inProject(async (project) => {
      project.plan();
      const answer = await onDisk(project, 'size=40k');
      complains(answer, OUR_FAULT, 'no space left on device', 'findings cannot be written', '`npx seatrial judge`');
      const { stdout } = await project.shell('ls -d kept/runs/*');
      complains(await project.seatrial('judge', stdout.trim()), 0);
      complains(await project.seatrial('verify', stdout.trim()), 0);
    }));
  it('that is full from the start', () =>
    inProject(async (project) => {
      project.plan();
      complains(await onDisk(project, 'size=4k'), OUR_FAULT, 'no space left', 'free space');
    }));
  it('that may not be written', () =>
    inProject(async (project) => {
      project.plan();
      complains(await onDisk(project, 'ro'), OUR_FAULT, 'run directory', 'permissions', 'nothing was started');
    }));
});

describe('a file in the way', together, () => {
  const inTheWay = (file: string, ...said: readonly string[]) =>
    inProject(async (project) => {
      project.write(file, '');
      project.plan();
      complains(await project.seatrial('run'), OUR_FAULT, ...said);
      await project.shell(`rm ${file}`);
      if (!existsSync(join(project.folder, '.seatrial/runs'))) return;
      complains(await project.seatrial('judge'), 2);
      complains(await project.seatrial('verify'), 0);
    });

  it('of all that is kept', () => inTheWay('.seatrial', 'run directory cannot be written', 'nothing was started'));
  it('of the runs', () => inTheWay('.seatrial/runs', 'run directory cannot be written', 'nothing was started'));
  it('of the leases', () => inTheWay('.seatrial/leases', 'the trial could not go on', 'what was recorded until then'));
  it('of the data', () => inTheWay('.seatrial/data', 'the trial could not go on', 'what was recorded until then'));
  it('of the findings', () =>
    inProject(async (project) => {
      project.plan();
      await project.seatrial('run');
      await project.shell(`cd ${project.run()} && rm findings.json && mkdir findings.json`);
      complains(await project.seatrial('judge'), OUR_FAULT, 'findings cannot be written', 'permissions');
      complains(await project.seatrial('verify'), 1, 'findings.json');
    }));
});
