import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { UNDOERS } from '../undoers.ts';
import { Lease, type LeaseRecord, parseLease, type Undo } from './lease.ts';
import { birthOf, groupMembers, hasProcessTable, isStopped, readProcess } from './process-table.ts';
import { sweepLeases } from './sweep.ts';
import { eventually, type InstanceStage, onStage } from './testing/stage.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

/** A group of one sleeper, ended afterwards. */
async function withSleeper(use: (pid: number, sleeper: ChildProcess) => Promise<void>): Promise<void> {
  const sleeper = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' });
  const exited = once(sleeper, 'exit');
  try {
    await use(sleeper.pid ?? 0, sleeper);
  } finally {
    sleeper.kill('SIGKILL');
    await exited;
  }
}

/** A lease of an owner that is dead: our own pid, but born at another time. */
function writeOrphan({ context }: InstanceStage, undo: Undo): string {
  const lease: LeaseRecord = { id: 'orphan', ownerPid: process.pid, ownerStart: '1@other', what: 'api 1 runs', undo };
  mkdirSync(context.leaseFolder, { recursive: true });
  const path = join(context.leaseFolder, 'orphan.json');
  writeFileSync(path, JSON.stringify(lease));
  return path;
}

test('a lease says who owns it and what is to be undone, until it is removed', () =>
  onStage(async ({ context }) => {
    const lease = new Lease(context.leaseFolder, 'api 1 runs', {
      kind: 'kill-group',
      pgid: 4711,
      leaderStart: '1@boot',
    });
    assert.deepEqual(readdirSync(context.leaseFolder), [`${lease.id}.json`]);
    await sweepLeases(context.leaseFolder, UNDOERS, () => assert.fail('we live'));
    lease.remove();
    lease.remove();
    assert.deepEqual(readdirSync(context.leaseFolder), []);
  }));

test('no folder, nothing to sweep', () =>
  onStage(async ({ context, facts }) => {
    await sweepLeases(join(context.leaseFolder, 'nowhere'), UNDOERS, context.emit);
    assert.deepEqual(facts, []);
  }));

test('a lease that its owner was killed over while writing it is swept as well; one that may still be written is not', () =>
  onStage(async (stage) => {
    const { context, factsOf } = stage;
    const orphan = writeOrphan(stage, { kind: 'kill-group', pgid: 2 ** 22 + 1, leaderStart: '1@other' });
    renameSync(orphan, `${orphan}.part`);
    const [torn, fresh] = ['torn.json.part', 'fresh.json.part'].map((name) => join(context.leaseFolder, name));
    assert.ok(torn && fresh);
    for (const path of [torn, fresh]) writeFileSync(path, '{"id":');
    utimesSync(torn, 1, 1);
    await sweepLeases(context.leaseFolder, UNDOERS, context.emit);
    assert.deepEqual(readdirSync(context.leaseFolder).sort(), ['fresh.json.part', 'torn.json.part.unreadable']);
    assert.deepEqual(
      factsOf('lease-swept')
        .map(({ lease }) => lease)
        .sort(),
      ['orphan', 'torn.json.part'],
    );
    rmSync(fresh);
  }));

test('a group that a dead trial left paused runs again; one that it left running is killed', linuxOnly, () =>
  onStage(async (stage) =>
    withSleeper(async (pgid, sleeper) => {
      const { context, factsOf } = stage;
      const leaderStart = birthOf(pgid);
      sleeper.kill('SIGSTOP');
      await eventually(() => groupMembers(pgid).every(isStopped), 'it stands still');
      writeOrphan(stage, { kind: 'resume-group', pgid, leaderStart });
      await sweepLeases(context.leaseFolder, UNDOERS, context.emit);
      await eventually(() => !groupMembers(pgid).some(isStopped), 'it runs again');
      writeOrphan(stage, { kind: 'kill-group', pgid, leaderStart });
      await sweepLeases(context.leaseFolder, UNDOERS, context.emit);
      assert.equal(readProcess(pgid), null);
      const said = [`group ${pgid} resumed`, `group ${pgid} killed`];
      assert.deepEqual(
        factsOf('lease-swept').map(({ done }) => done),
        said,
      );
    }),
  ),
);

test('a process that only has the number of the one that was leased is not touched', linuxOnly, () =>
  onStage(async (stage) =>
    withSleeper(async (pgid) => {
      const path = writeOrphan(stage, { kind: 'kill-group', pgid, leaderStart: `1@${birthOf(pgid)?.split('@')[1]}` });
      await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
      assert.notEqual(readProcess(pgid), null);
      assert.equal(existsSync(path), false);
      assert.equal(stage.factsOf('lease-swept')[0]?.done, `nothing: group ${pgid} had already ended`);
    }),
  ),
);

test('a group whose leader could never be told apart is left to a person', () =>
  onStage(async (stage) =>
    withSleeper(async (pgid) => {
      writeOrphan(stage, { kind: 'kill-group', pgid, leaderStart: null });
      await sweepLeases(stage.context.leaseFolder, UNDOERS, stage.context.emit);
      assert.match(stage.factsOf('lease-swept')[0]?.done ?? '', /look at it yourself/);
      assert.notEqual(readProcess(pgid), null);
    }),
  ));

test('torn and foreign files are moved aside and told of, the others still swept', () =>
  onStage(async (stage) => {
    const { context, factsOf } = stage;
    writeOrphan(stage, { kind: 'kill-group', pgid: 4_194_304, leaderStart: '1@other' });
    const texts = { 'empty.json': '', 'torn.json': '{"id":"torn","ownerPid":12', 'foreign.json': '{"name":"package"}' };
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(context.leaseFolder, file), text);
    await sweepLeases(context.leaseFolder, UNDOERS, context.emit);
    assert.deepEqual(readdirSync(context.leaseFolder).sort(), [
      'empty.json.unreadable',
      'foreign.json.unreadable',
      'torn.json.unreadable',
    ]);
    assert.deepEqual(
      factsOf('lease-swept')
        .map(({ lease }) => lease)
        .sort(),
      ['empty.json', 'foreign.json', 'orphan', 'torn.json'],
    );
    await sweepLeases(context.leaseFolder, UNDOERS, () => assert.fail('they are told of once'));
  }));

test('a mark that anybody could bear makes no lease', () => {
  const lease = (mark: unknown): string =>
    JSON.stringify({
      id: 'a',
      ownerPid: 2,
      ownerStart: null,
      what: 'x',
      undo: { kind: 'kill-group', pgid: 4711, leaderStart: null, mark },
    });
  assert.notEqual(parseLease(lease(undefined), UNDOERS), null);
  assert.notEqual(parseLease(lease('0b5c9a7e-0000-4000-8000-00000000000a'), UNDOERS), null);
  for (const mark of ['', 'PATH', 7, null]) assert.equal(parseLease(lease(mark), UNDOERS), null);
});

test('no text makes a lease that would signal us or everybody', () => {
  const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double(), fc.string());
  const undo = fc.record({
    kind: fc.constantFrom('kill-group', 'resume-group', 'x'),
    pgid: number,
    leaderStart: fc.constant(null),
  });
  const lease = fc.record({
    id: fc.string(),
    ownerPid: number,
    ownerStart: fc.constant(null),
    what: fc.string(),
    undo,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        lease.map((value) => JSON.stringify(value)),
        fc.json(),
        fc.string(),
      ),
      (text) => {
        const parsed = parseLease(text, UNDOERS);
        if (parsed === null || parsed.undo.kind === 'by-hand') return;
        assert.ok(Number.isInteger(parsed.undo.pgid) && parsed.undo.pgid > 1);
      },
    ),
  );
});
