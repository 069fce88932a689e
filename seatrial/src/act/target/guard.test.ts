import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../std/clock.ts';
import { groupIsAlive, groupMembers, hasProcessTable, isStopped } from './process-table.ts';
import { sweepLeases } from './sweep.ts';
import { eventually, guardOf, onStage, type Stage } from './testing/stage.ts';

const TRIAL = fileURLToPath(new URL('./fixtures/doomed-trial.ts', import.meta.url));
const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

/** Starts a trial that has paused its instance; `die` ends it as `kill -9` does. */
async function startDoomedTrial({ folder }: Stage): Promise<{ group: number; die(): Promise<void> }> {
  const trial = spawn(process.execPath, [TRIAL, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(trial.stdout), 'line');
  const group = Number(line);
  await eventually(() => groupMembers(group).length === 2, 'the instance and its child are there');
  assert.ok(groupMembers(group).every(isStopped), 'both are paused');
  const die = async (): Promise<void> => {
    trial.kill('SIGKILL');
    await once(trial, 'exit');
  };
  return { group, die };
}

test('when Seatrial is killed while an instance is paused, the guard ends the instance', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, die } = await startDoomedTrial(stage);
    const guard = guardOf(group) ?? assert.fail('there is no guard');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(guard, signal);
    await die();
    await eventually(() => !groupIsAlive(group), 'the group is gone');
    await eventually(() => guardOf(group) === undefined, 'the guard is gone');

    await sweepLeases(stage.context.leaseFolder, stage.context.emit);
    assert.deepEqual(
      stage
        .factsOf('lease-swept')
        .map(({ what, done }) => [what, done])
        .sort(),
      [
        ['api 1 runs', `nothing: group ${group} had already ended`],
        ['pause api 1', `nothing: group ${group} had already ended`],
      ],
    );
  }),
);

test('when the guard was killed too, the next sweep undoes it all', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, die } = await startDoomedTrial(stage);
    process.kill(guardOf(group) ?? assert.fail('there is no guard'), 'SIGKILL');
    await sweepLeases(stage.context.leaseFolder, stage.context.emit);
    assert.deepEqual(stage.facts, [], 'the leases of a living trial are left alone');
    await die();
    assert.ok(groupMembers(group).every(isStopped), 'nobody has undone it yet');

    await sweepLeases(stage.context.leaseFolder, stage.context.emit, systemClock());
    assert.equal(groupIsAlive(group), false);
    const done = stage.factsOf('lease-swept').map((fact) => fact.done);
    assert.equal(done.length, 2);
    assert.ok(done.includes(`group ${group} killed`));
    await sweepLeases(stage.context.leaseFolder, stage.context.emit);
    assert.equal(stage.facts.length, 2, 'and a second sweep finds nothing');
  }),
);

test('an instance outlives the guard that somebody killed, and ends without trouble', linuxOnly, () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare();
    await instance.start();
    const group = instance.group?.pgid ?? 0;
    process.kill(guardOf(group) ?? assert.fail('there is no guard'), 'SIGKILL');
    assert.deepEqual(await instance.ready(), { ok: true });
    await instance.stop();
    assert.equal(groupIsAlive(group), false);
  }),
);
