import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock, systemClock } from '../../std/clock.ts';
import type { Instance } from '../systems/instance.ts';
import { cpuTicksOf, hasProcessTable, readProcess } from '../systems/process-table.ts';
import { eventually, type InstanceStage, onStage } from '../systems/testing/stage.ts';
import { ProcessSampler, sampleProcesses } from './process-sampler.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };
const BUSY = 'for (;;);';

/** Works for a while in a child of its own, which has left its group: only all of it together is busy. */
async function startBusyChild({ prepare }: InstanceStage): Promise<Instance> {
  const script = `require('node:child_process').spawn(process.execPath, ['-e', '${BUSY}'], { stdio: 'ignore', detached: true })`;
  const instance = await prepare({ command: ['node', '-e', script] });
  await instance.start();
  await eventually(() => instance.members().length === 2, 'the child runs');
  return instance;
}

const pass = (ms: number): Promise<void> => systemClock().sleep(ms);

test('an instance is sampled as all of its processes: processor, memory, open files', linuxOnly, () =>
  onStage(async (stage) => {
    const busy = await startBusyChild(stage);
    const idle = await stage.prepare({ command: ['sleep', '30'] });
    await idle.start();
    const sampler = new ProcessSampler(() => [busy, idle], stage.context.emit, stage.context.clock);
    await pass(400);
    sampler.sample();
    const [own, first, second] = stage.factsOf('sample');
    assert.deepEqual([own?.system, own?.pid], ['seatrial', process.pid]);
    assert.ok((own?.rssBytes ?? 0) > 10e6 && (own?.openFiles ?? 0) > 3);
    assert.deepEqual([first?.system, first?.instance, first?.pid], ['api', 1, busy.group?.pgid]);
    assert.ok((first?.cpu ?? 0) > 0.15, `busy: ${first?.cpu}`); // all of a core, or what others leave of it
    assert.ok((first?.cpu ?? 9) < 2.1, `not more than there was: ${first?.cpu}`);
    assert.ok((first?.rssBytes ?? 0) > 2 * 20e6, 'both of its processes count');
    assert.equal(second?.instance, 2);
    assert.ok((second?.cpu ?? 9) < 0.1, `idle: ${second?.cpu}`);
    assert.ok((second?.rssBytes ?? 9e9) < 10e6);
    assert.ok((second?.openFiles ?? 0) >= 3);
  }),
);

test('a restart starts from nothing, and an instance that is not there leaves no sample', linuxOnly, () =>
  onStage(async (stage) => {
    const busy = await startBusyChild(stage);
    const sampler = new ProcessSampler(() => [busy], stage.context.emit, stage.context.clock);
    await pass(300);
    await busy.kill();
    sampler.sample();
    assert.deepEqual(
      stage.factsOf('sample').map(({ system }) => system),
      ['seatrial'],
    );
    await busy.start();
    sampler.sample();
    const again = stage.factsOf('sample').at(-1);
    assert.equal(again?.pid, busy.group?.pgid);
    assert.ok((again?.cpu ?? -1) >= 0);
  }),
);

test('samples are taken once a second until the end', () =>
  onStage(async ({ context, factsOf }) => {
    const clock = new ManualClock();
    const over = new AbortController();
    const sampling = sampleProcesses(() => [], { emit: context.emit, clock, signal: over.signal });
    await clock.advance(3500);
    assert.equal(factsOf('sample').length, 3);
    over.abort();
    await sampling;
    assert.equal(factsOf('sample').length, 3);
  }));

/**
 * Starts a child that uses 300 ms of a processor, says so in a file `burnt` and ends when there is a file `end`; waits for
 * it only when there is a file `reap`, and then says `reaped`.
 */
const PARENT = `
const { spawn } = require('node:child_process');
const { existsSync, writeFileSync } = require('node:fs');
const folder = process.argv[1];
const pause = new Int32Array(new SharedArrayBuffer(4));
const until = (file) => { while (!existsSync(folder + '/' + file)) Atomics.wait(pause, 0, 0, 10); };
if (process.argv[2] === 'child') {
  while (process.cpuUsage().user + process.cpuUsage().system < 300_000);
  writeFileSync(folder + '/burnt', '');
  until('end');
} else {
  const child = spawn(process.execPath, ['-e', process.env.SCRIPT, folder, 'child'], { stdio: 'ignore' });
  child.on('exit', () => writeFileSync(folder + '/reaped', ''));
  until('reap');
  setInterval(() => undefined, 1000);
}`;

async function appears(file: string): Promise<void> {
  for (let waitedMs = 0; !existsSync(file) && waitedMs < 30_000; waitedMs += 20) await pass(20);
  assert.ok(existsSync(file), `${file} never appeared`);
}

/** Samples after each of these steps, a second apart on the sampler's clock; gives the seconds that it saw used in each. */
async function used(stage: InstanceStage, steps: (folder: string, instance: Instance) => (() => Promise<void>)[]) {
  const clock = new ManualClock();
  const { folder } = stage;
  const instance = await stage.prepare({ command: ['node', '-e', PARENT, folder], env: { SCRIPT: PARENT } });
  const sampler = new ProcessSampler(() => [instance], stage.context.emit, clock);
  await instance.start();
  for (const step of steps(folder, instance)) {
    await step();
    await clock.advance(1000);
    sampler.sample();
  }
  const seconds = stage.factsOf('sample').flatMap(({ system, cpu }) => (system === 'api' ? [cpu] : []));
  const left = instance.members().reduce((sum, member) => sum + (cpuTicksOf(member) ?? 0), 0) / 100;
  return { seconds, total: seconds.reduce((sum, one) => sum + one, 0), left };
}

const make = (folder: string, ...files: string[]): void => {
  for (const file of files) writeFileSync(join(folder, file), '');
};

test('what a child used that came and went between two samples is counted', linuxOnly, () =>
  onStage(async (stage) => {
    const { total } = await used(stage, (folder) => [
      async () => {
        make(folder, 'end', 'reap');
        await appears(join(folder, 'reaped'));
      },
    ]);
    assert.ok(total >= 0.28, `${total}`);
  }),
);

test('nothing is counted twice when a child ends and when it is waited for', linuxOnly, () =>
  onStage(async (stage) => {
    let child = 0;
    const { seconds, total, left } = await used(stage, (folder, instance) => [
      async () => {
        await appears(join(folder, 'burnt'));
        child = instance.members().find(({ pid }) => pid !== instance.group?.pgid)?.pid ?? 0;
      },
      async () => {
        make(folder, 'end');
        await eventually(() => readProcess(child) === null, 'it ended, and nobody has waited for it');
      },
      async () => {
        make(folder, 'reap');
        await appears(join(folder, 'reaped'));
      },
    ]);
    assert.ok((seconds[0] ?? 0) >= 0.28 && total <= left + 0.05, `${seconds} of ${left}`);
    for (const each of seconds) assert.ok(each >= 0);
  }),
);
