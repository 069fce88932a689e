import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../std/clock.ts';
import { UNDOERS } from '../undoers.ts';
import {
  groupIsAlive,
  groupMembers,
  hasProcessTable,
  isStopped,
  type ProcessState,
  readProcess,
  sendTo,
} from './process-table.ts';
import { sweepLeases } from './sweep.ts';
import { eventually, guardOf, type InstanceStage, onStage } from './testing/stage.ts';

const TRIAL = fileURLToPath(new URL('./fixtures/doomed-trial.ts', import.meta.url));
const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

interface Doomed {
  group: number;
  members: ProcessState[];
  /** Ends the trial as `kill -9` does. */
  die(): Promise<void>;
}

/** Starts a trial that has paused its instance, in so many groups, with the usual command or another. */
async function startDoomedTrial({ folder, context }: InstanceStage, groups = 1, ...command: string[]): Promise<Doomed> {
  const trial = spawn(process.execPath, [TRIAL, folder, `${groups}`, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: context.environment,
  });
  const [line] = await Promise.race([
    once(createInterface(trial.stdout), 'line'),
    once(trial, 'exit').then(([code]) => assert.fail(`the trial ended with ${code}, paused nothing`)),
  ]);
  const [group = 0, ...pids] = String(line).split(' ').map(Number);
  const members = pids.map(readProcess).filter((process) => process !== null);
  assert.ok(members.length >= 2 && members.every(isStopped), 'all of it is paused');
  const die = async (): Promise<void> => {
    trial.kill('SIGKILL');
    await once(trial, 'exit');
  };
  return { group, members, die };
}

function lives({ pid, startTicks }: ProcessState): boolean {
  return readProcess(pid)?.startTicks === startTicks;
}

test('when Seatrial is killed while an instance is paused, the guard ends the instance', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, die } = await startDoomedTrial(stage);
    const guard = guardOf(group) ?? assert.fail('there is no guard');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(guard, signal);
    await die();
    await eventually(() => !groupIsAlive(group), 'the group is gone');
    await eventually(() => guardOf(group) === null, 'the guard is gone');

    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
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

/** Two that leave the group, one without the descriptor and one without the environment. */
const LEAVERS = 'setsid sleep 61 9<&- & env -i setsid sleep 62 &';
/** One that leaves it without both. */
const UNMARKED = 'env -i setsid sleep 63 9<&- &';

test('the guard ends who has left the group as well, by marks and by what it was told', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, members, die } = await startDoomedTrial(stage, 4, 'sh', '-c', `${LEAVERS} ${UNMARKED} wait`);
    assert.equal(new Set(members.map((each) => each.group)).size, 4, 'they are in four groups');
    await die();
    await eventually(() => guardOf(group) === null, 'the guard is gone');
    assert.deepEqual(members.filter(lives), []);
    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
  }),
);

test('when the guard was killed too, the next sweep finds by their marks who has left the group', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, members, die } = await startDoomedTrial(stage, 3, 'sh', '-c', `${LEAVERS} wait`);
    process.kill(guardOf(group) ?? assert.fail('there is no guard'), 'SIGKILL');
    await die();
    const leader = members.find(({ pid }) => pid === group) ?? assert.fail('the leader is a member');
    sendTo(leader, 'SIGKILL');
    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
    assert.deepEqual(members.filter(lives), []);
  }),
);

test('when the guard was killed too, the next sweep undoes it all', linuxOnly, () =>
  onStage(async (stage) => {
    const { group, die } = await startDoomedTrial(stage);
    process.kill(guardOf(group) ?? assert.fail('there is no guard'), 'SIGKILL');
    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
    assert.deepEqual(stage.facts, [], 'the leases of a living trial are left alone');
    await die();
    assert.ok(groupMembers(group).every(isStopped), 'nobody has undone it yet');

    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit, systemClock());
    assert.equal(groupIsAlive(group), false);
    const done = stage.factsOf('lease-swept').map((fact) => fact.done);
    assert.equal(done.length, 2);
    assert.ok(done.includes(`group ${group} killed`));
    await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
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
