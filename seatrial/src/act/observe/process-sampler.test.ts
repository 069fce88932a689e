import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, systemClock } from '../../std/clock.ts';
import type { Instance } from '../target/instance.ts';
import { hasProcessTable } from '../target/process-table.ts';
import { eventually, onStage, type Stage } from '../target/testing/stage.ts';
import { ProcessSampler, sampleProcesses } from './process-sampler.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };
const BUSY = 'for (;;);';

/** Works for a while in a child of its own, which has left its group: only all of it together is busy. */
async function startBusyChild({ prepare }: Stage): Promise<Instance> {
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
