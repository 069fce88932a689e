import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Instance } from './instance.ts';
import { allocatePort, portIsFree } from './ports.ts';
import { hasProcessTable, readProcess, sendTo } from './process-table.ts';
import { whoAccepts, whoServes } from './silence.ts';
import { eventually, type InstanceStage, onStage, processesOf, SERVER } from './testing/stage.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };
const NODE = `'${process.execPath}' '${SERVER}'`;

/** Ways for a server to get away from the command that started it; each leaves the command itself behind, asleep. */
const WAYS: Readonly<Record<string, string>> = {
  'a child': `${NODE} {port} & wait`,
  'a session of its own': `setsid ${NODE} {port} & wait`,
  'no environment': `env -i ${NODE} {port} & wait`,
  'no environment, a session of its own': `env -i setsid ${NODE} {port} & wait`,
  'no parent any more, a session of its own': `(setsid ${NODE} {port} &) ; sleep 60 & wait`,
  'no parent, no environment, a session of its own': `(env -i setsid ${NODE} {port} &) ; sleep 60 & wait`,
  'no parent, no descriptor, a session of its own': `(setsid ${NODE} {port} 9<&- &) ; sleep 60 & wait`,
};

async function startBy(script: string, { prepare }: InstanceStage): Promise<Instance> {
  const instance = await prepare({ command: ['sh', '-c', script], ready: { http: '/' } });
  assert.deepEqual(await instance.start(), { ok: true });
  assert.deepEqual(await instance.ready(), { ok: true });
  return instance;
}

async function pidOf(instance: Instance): Promise<number> {
  return Number(await (await fetch(instance.url)).text());
}

describe('a process of an instance', { concurrency: 2 }, () => {
  for (const [way, script] of Object.entries(WAYS)) {
    test(`${way}: it is a member, is paused, runs on, and is killed`, linuxOnly, () =>
      onStage(async (stage) => {
        const instance = await startBy(script, stage);
        const server = await pidOf(instance);
        assert.ok(instance.members().some(({ pid }) => pid === server));
        assert.equal(await instance.pause(), true);
        assert.equal(readProcess(server)?.state, 'T');
        assert.equal(await instance.stillServing(), null);
        assert.equal(await instance.resume(), true);
        assert.equal(await pidOf(instance), server);
        assert.equal(await instance.kill(), true);
        assert.equal(await instance.stillAlive(), null);
        assert.equal(readProcess(server), null);
        assert.deepEqual(processesOf(stage.folder), []);
        assert.deepEqual(stage.factsOf('instance-left'), []);
      }),
    );
  }
});

test('nobody else is a member: a neighbour, another instance, Seatrial itself', linuxOnly, () =>
  onStage(async (stage) => {
    const neighbour = spawn('sleep', ['30'], { stdio: 'ignore' });
    const exited = once(neighbour, 'exit');
    const first = await startBy(`exec ${NODE} {port}`, stage);
    const second = await startBy(`exec ${NODE} {port}`, stage);
    const [one] = first.members();
    assert.deepEqual([first.members().length, one?.pid], [1, await pidOf(first)]);
    await first.kill();
    assert.equal(await pidOf(second), second.members()[0]?.pid);
    assert.notEqual(readProcess(neighbour.pid ?? 0), null);
    neighbour.kill();
    await exited;
  }),
);

test(
  'a process that was not there for the first look is a member as well, and one that has ended is none',
  linuxOnly,
  () =>
    onStage(async ({ prepare }) => {
      const instance = await prepare({ command: ['sh', '-c', 'sleep 0.4; setsid sleep 0.4; sleep 30'] });
      await instance.start();
      const starts = (): number => instance.members().length;
      const seen = new Set<number>();
      await eventually(() => {
        for (const { pid } of instance.members()) seen.add(pid);
        return seen.size === 4 && starts() === 2;
      }, 'the shell and three sleepers, of whom one is left');
    }),
);

test('what forks while it is killed is gone all the same', linuxOnly, () =>
  onStage(async ({ folder, prepare }) => {
    const script = 'while :; do setsid sh -c "sleep 0.2; sleep 5" & sleep 0.005; done';
    const instance = await prepare({ command: ['setsid', '-w', 'sh', '-c', script] });
    await instance.start();
    await eventually(() => instance.members().length > 10, 'there are many');
    await instance.kill();
    assert.deepEqual(processesOf(folder), []);
  }),
);

test('at the stop, those outside of the group hear SIGTERM too, after their supervisor', linuxOnly, () =>
  onStage(async (stage) => {
    const log = "trap 'echo worker heard; exit' TERM; while :; do sleep 0.05; done";
    const instance = await stage.prepare({ command: ['sh', '-c', `setsid sh -c "${log}" & wait`] });
    await instance.start();
    await eventually(() => instance.members().length >= 3, 'the worker runs');
    await instance.stop();
    assert.match(readFileSync(join(stage.context.logsFolder, 'api-1.log'), 'utf8'), /worker heard/);
    assert.deepEqual(processesOf(stage.folder), []);
  }),
);

test('a command that ends and leaves a daemon: the daemon is ended, and both are told of', linuxOnly, () =>
  onStage(async (stage) => {
    const script = `setsid ${NODE} {port} & sleep 0.5`;
    const instance = await stage.prepare({ command: ['sh', '-c', script], ready: { log: 'never said' } });
    await instance.start();
    const answer = await instance.ready();
    assert.match(
      answer.ok ? '' : answer.because,
      /exited with code 0 before it was ready\. It left pid \d+ `.*server\.mjs.*` running, which was ended too: .*in the foreground/,
    );
    assert.equal(stage.factsOf('instance-exited')[0]?.left?.length, 1);
    await instance.stop();
    assert.deepEqual(processesOf(stage.folder), []);
  }),
);

test('what was not reached is not killed, is told of by name, and the port is not called dead', linuxOnly, () =>
  onStage(async (stage) => {
    const instance = await startBy(`(env -i setsid ${NODE} {port} 9<&- &) ; sleep 60 & wait`, stage);
    const server = readProcess(await pidOf(instance)) ?? assert.fail('it has gone');
    try {
      const said = new RegExp(
        `^port \\d+ is still answered by pid ${server.pid} \`.*server\\.mjs \\d+\`, which could not be reached`,
      );
      assert.equal(await instance.pause(), true, 'all that was reached stands still');
      assert.match((await instance.stillServing()) ?? '', said);
      await instance.resume();
      await instance.kill();
      assert.match((await instance.stillAlive()) ?? '', said);
      await instance.stop();
      await instance.stop();
      assert.deepEqual(
        stage.factsOf('instance-left').map(({ because }) => said.test(because)),
        [true],
      );
      assert.equal(readProcess(server.pid)?.startTicks, server.startTicks);
    } finally {
      sendTo(server, 'SIGKILL');
    }
  }),
);

test('a port that nobody holds is dead and silent', async () => {
  const port = await allocatePort();
  assert.equal(await portIsFree(port), true);
  await onStage(async ({ context }) => {
    assert.equal(await whoAccepts([port], context.clock), null);
    assert.equal(await whoServes([port], []), null);
  });
});
