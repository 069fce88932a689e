import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Instance } from './instance.ts';
import { groupMembers, hasProcessTable, isStopped } from './process-table.ts';
import { eventually, fasterClock, guardOf, onStage, processesOf, SERVER } from './testing/stage.ts';

const linuxOnly = { skip: !hasProcessTable && 'there is no /proc here' };

async function startReady(instance: Instance): Promise<number> {
  assert.deepEqual(await instance.start(), { ok: true });
  assert.deepEqual(await instance.ready(), { ok: true });
  return instance.group?.pgid ?? assert.fail('it is not running');
}

test('ready by HTTP: started, ready, answering, leased and guarded', () =>
  onStage(async ({ context, factsOf, prepare }) => {
    const instance = await prepare({ ready: { http: '/' } });
    assert.equal(instance.state, 'ended');
    const pid = await startReady(instance);
    assert.equal(instance.state, 'running');
    assert.equal(await (await fetch(instance.url)).text(), String(pid));
    assert.notEqual(guardOf(pid), null);
    assert.ok(existsSync(context.leaseFolder));
    assert.deepEqual(
      factsOf('instance-started').map(({ system, instance, start, url }) => [system, instance, start, url]),
      [['api', 1, 1, instance.url]],
    );
    assert.ok((factsOf('instance-ready')[0]?.tookUs ?? 0) > 0);
    assert.equal(readFileSync(join(context.logsFolder, 'api-1.log'), 'utf8'), 'ready to serve\n');
  }));

test('ready by a line of output', () =>
  onStage(async ({ prepare }) => void (await startReady(await prepare({ ready: { log: 'ready to serve' } })))));

test('ready, when the plan does not say how, once its port accepts connections', () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare();
    await startReady(instance);
    assert.equal((await fetch(instance.url)).status, 200);
  }));

test('ready at once, when it has no port either', () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare({ command: ['sleep', '30'] });
    await startReady(instance);
    assert.equal(instance.url, '');
  }));

test('never ready: says what it answered last, and runs on', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare({ habits: ['unwell'], ready: { http: '/', within: '1s' } });
    await instance.start();
    const answer = await instance.ready();
    assert.match(answer.ok ? '' : answer.because, /^api 1 was not ready within 1s: GET http.*: status 503$/);
    assert.deepEqual(
      factsOf('instance-unready').map(({ output }) => output),
      [['ready to serve']],
    );
    assert.equal(instance.state, 'running');
  }));

test('exits before it is ready: unready at once, with code and last output', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare({ habits: ['crash'], ready: { http: '/', within: '20s' } });
    await instance.start();
    const because = 'api 1 exited with code 3 before it was ready';
    assert.deepEqual(await instance.ready(), { ok: false, because });
    assert.deepEqual(
      factsOf('instance-unready').map(({ because: why, output }) => [why, output]),
      [[because, ['cannot open the ledger']]],
    );
    assert.deepEqual(
      factsOf('instance-exited').map(({ code, expected, lastLines }) => [code, expected, lastLines]),
      [[3, false, ['cannot open the ledger']]],
    );
    assert.equal(instance.state, 'ended');
  }));

test('a command that does not exist is a mistake of the plan at the first start, and data, not a throw', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare({ command: ['no-such-command-here', '{port}'] });
    await instance.start();
    const answer = await instance.ready();
    assert.match(
      answer.ok ? '' : answer.because,
      /^api 1 could not be started: there is no program 'no-such-command-here' in PATH; install it/,
    );
    await instance.start();
    assert.deepEqual(
      factsOf('plan-mistake').map(({ system, count }) => [system, count]),
      [['api', 1]],
    );
  }));

test('a folder that does not exist is data, not a throw', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare({ cwd: 'nowhere' });
    const answer = await instance.start();
    assert.match(answer.ok ? '' : answer.because, /^api 1 could not be started: the folder .*nowhere does not exist$/);
    assert.deepEqual(await instance.ready(), answer);
    assert.equal(factsOf('instance-started').length, 0);
  }));

test('a port in use at the start is told as such', () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare();
    const port = Number(new URL(instance.url).port);
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    assert.deepEqual(await instance.start(), {
      ok: false,
      because: `api 1 could not be started: port ${port} is in use by another program`,
    });
    squatter.close();
    await once(squatter, 'close');
    await startReady(instance);
  }));

test('dies in the middle: exited, not expected, and can be started again', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare({ habits: ['parent'] });
    const pid = await startReady(instance);
    await fetch(`${instance.url}/exit`).catch(() => undefined);
    await eventually(() => instance.state === 'ended', 'the exit is noticed');
    assert.deepEqual(
      factsOf('instance-exited').map(({ code, expected }) => [code, expected]),
      [[3, false]],
    );
    await startReady(instance);
    assert.deepEqual(groupMembers(pid), [], 'its child went with it');
    assert.equal(factsOf('instance-started')[1]?.start, 2);
  }));

test('what a dead leader leaves behind is gone before the next start', () =>
  onStage(async ({ context, prepare }) => {
    const script = '"$0" "$1" {port} & until test -e {dir}/end; do sleep 0.02; done; exit 3';
    const instance = await prepare({ command: ['sh', '-c', script, process.execPath, SERVER] });
    await startReady(instance);
    writeFileSync(join(context.dataFolder, 'api-1', 'end'), '');
    while (instance.state !== 'ended') await new Promise(setImmediate);
    rmSync(join(context.dataFolder, 'api-1', 'end'));
    assert.deepEqual(await instance.start(), { ok: true }, 'its port is free');
  }));

test('kill ends the whole group at once; restart keeps port, folder and log', () =>
  onStage(async ({ context, factsOf, folder, prepare }) => {
    const instance = await prepare({ habits: ['parent', '{dir}'], ready: { http: '/' } });
    const pid = await startReady(instance);
    await eventually(() => groupMembers(pid).length === 2, 'the child runs');
    writeFileSync(join(context.dataFolder, 'api-1', 'kept'), 'yes');
    assert.equal(await instance.kill(), true);
    assert.equal(instance.state, 'ended');
    assert.deepEqual(processesOf(folder), []);
    assert.deepEqual(
      factsOf('instance-exited').map(({ signal, expected }) => [signal, expected]),
      [['SIGKILL', true]],
    );
    assert.equal(await instance.kill(), false, 'there was nothing left to kill');

    const again = await startReady(instance);
    assert.notEqual(again, pid);
    const [first, second] = factsOf('instance-started');
    assert.deepEqual(second, { ...first, pid: again, start: 2 });
    assert.equal(readFileSync(join(context.dataFolder, 'api-1', 'kept'), 'utf8'), 'yes');
    assert.match(
      readFileSync(join(context.logsFolder, 'api-1.log'), 'utf8'),
      /^ready to serve\n--- start 2 ---\nready to serve\n$/,
    );
  }));

test('pause stops every process of the group, resume lets them all run', linuxOnly, () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare({ habits: ['parent'] });
    const pid = await startReady(instance);
    await eventually(() => groupMembers(pid).length === 2, 'the child runs');
    assert.equal(await instance.pause(), true);
    assert.equal(instance.state, 'paused');
    assert.ok(groupMembers(pid).every(isStopped));
    await assert.rejects(fetch(instance.url, { signal: AbortSignal.timeout(100) }));
    assert.equal(await instance.resume(), true);
    assert.equal(instance.state, 'running');
    assert.equal((await fetch(instance.url)).status, 200);
  }),
);

test('stop lets a paused instance hear SIGTERM', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare();
    await startReady(instance);
    await instance.pause();
    await instance.stop();
    assert.deepEqual(
      factsOf('instance-exited').map(({ signal, expected }) => [signal, expected]),
      [['SIGTERM', true]],
    );
  }));

test('stop gives five seconds of grace, then kills', () =>
  onStage(async ({ context, factsOf, prepare }) => {
    const instance = await prepare({ habits: ['stubborn', 'parent'] });
    await startReady(instance);
    const sinceUs = context.clock.nowUs();
    await instance.stop();
    assert.ok(context.clock.nowUs() - sinceUs >= 4_900_000);
    assert.deepEqual(
      factsOf('instance-exited').map(({ signal, expected }) => [signal, expected]),
      [['SIGKILL', true]],
    );
    assert.match(readFileSync(join(context.logsFolder, 'api-1.log'), 'utf8'), /heard SIGTERM/);
  }, fasterClock(20)));

test('the end of the trial ends the wait for readiness', () =>
  onStage(async ({ prepare, trial }) => {
    const instance = await prepare({ habits: ['unwell'], ready: { http: '/' } });
    await instance.start();
    trial.abort();
    assert.match(JSON.stringify(await instance.ready()), /api 1 was still starting when the trial was interrupted/);
  }));

test('the environment arrives, with names that a shell would drop', () =>
  onStage(async ({ context, prepare }) => {
    const show = 'console.log(["LANG", "server.port", "NUMBER"].map((name) => process.env[name]).join())';
    const env = { LANG: 'C.UTF-8', 'server.port': '{port}', NUMBER: '{instance}' };
    const instance = await prepare({ command: ['node', '-e', show], env });
    await instance.start();
    await eventually(() => instance.state === 'ended', 'it has said so');
    const port = new URL(instance.url).port;
    assert.equal(readFileSync(join(context.logsFolder, 'api-1.log'), 'utf8'), `C.UTF-8,${port},1\n`);
  }));

test('arguments arrive as they are, whatever a shell would make of them', () =>
  onStage(async ({ context, prepare }) => {
    const odd = ['a b', '$HOME', '*', '', '-n', "it's", '"', '\\n'];
    const instance = await prepare({
      command: ['node', '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd],
    });
    await instance.start();
    await eventually(() => instance.state === 'ended', 'it has said so');
    assert.deepEqual(JSON.parse(readFileSync(join(context.logsFolder, 'api-1.log'), 'utf8')), odd);
  }));

test('asked twice at the same time, it starts once, and a stop meanwhile ends it', () =>
  onStage(async ({ factsOf, prepare }) => {
    const instance = await prepare();
    const starts = [instance.start(), instance.start()];
    await instance.stop();
    assert.deepEqual(await Promise.all(starts), [{ ok: true }, { ok: true }]);
    assert.equal(factsOf('instance-started').length, 1);
    assert.equal(instance.state, 'ended');
  }));

test('a second start of what runs is refused as the mistake it is', () =>
  onStage(async ({ prepare }) => {
    const instance = await prepare({ command: ['node', SERVER, '{port}'] });
    await startReady(instance);
    await assert.rejects(instance.start(), /api 1 is running already/);
  }));
