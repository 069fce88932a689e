import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { endpoint, processes } from '../../plan/testing/resolved.ts';
import { allocatePort } from './ports.ts';
import { startSystem } from './system.ts';
import { onStage, processesOf, SERVER } from './testing/stage.ts';

test('every instance runs and answers on a port of its own, and stop leaves none', () =>
  onStage(async ({ context, facts, folder }) => {
    const api = processes({ command: ['node', SERVER, '{port}'], instances: 2, ready: { http: '/' } });
    const started = await startSystem(api, context);
    const { target } = started.ok ? started : assert.fail(started.because);
    assert.equal(target.name, 'api');
    assert.deepEqual(
      target.instances.map(({ number }) => number),
      [1, 2],
    );
    const pids = await Promise.all(target.urls.map(async (url) => (await fetch(url)).text()));
    assert.deepEqual(
      pids.map(Number),
      target.instances.map(({ group }) => group?.pgid),
    );
    assert.deepEqual(
      facts.slice(0, 2).map(({ kind }) => kind),
      ['instance-started', 'instance-started'],
      'they get ready side by side',
    );
    await target.stop();
    assert.deepEqual(processesOf(folder), []);
  }));

test('when one instance fails, the others are stopped without being waited for', () =>
  onStage(async ({ context, folder }) => {
    const script = 'test {instance} = 1 && exec sleep 30; echo no licence; exit 7';
    const api = processes({
      command: ['sh', '-c', script],
      instances: 3,
      listens: false,
      ready: { log: 'never said' },
    });
    const started = await startSystem(api, context);
    assert.match(started.ok ? '' : started.because, /^api [23] exited with code 7 before it was ready$/);
    assert.deepEqual(processesOf(folder), []);
  }));

test('a trial that is interrupted while a system starts leaves nothing', () =>
  onStage(async ({ context, folder, trial }) => {
    const api = processes({ command: ['sleep', '30'], instances: 2, listens: false, ready: { log: 'never said' } });
    const starting = startSystem(api, context);
    setTimeout(() => trial.abort(), 50);
    const started = await starting;
    assert.match(started.ok ? '' : started.because, /interrupted/);
    assert.deepEqual(processesOf(folder), []);
  }));

test('an endpoint is attached to, has no instances and is not stopped', () =>
  onStage(async ({ context, factsOf }) => {
    const port = await allocatePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${port}`;
    const started = await startSystem(endpoint({ url }), context);
    const { target } = started.ok ? started : assert.fail(started.because);
    assert.deepEqual([target.urls, target.instances], [[url], []]);
    await target.stop();
    assert.equal(server.listening, true);
    assert.deepEqual(factsOf('endpoint-attached'), [
      { kind: 'endpoint-attached', system: 'staging', url, reachable: true },
    ]);
    server.close();
  }));

test('an endpoint that nobody answers at is told of, with why', () =>
  onStage(async ({ context, factsOf }) => {
    const port = await allocatePort();
    const url = `http://127.0.0.1:${port}`;
    const started = await startSystem(endpoint({ url }), context);
    const because = `127.0.0.1:${port}: connection refused`;
    assert.deepEqual(started, { ok: false, because: `staging at ${url} cannot be reached: ${because}` });
    assert.deepEqual(factsOf('endpoint-attached')[0], {
      kind: 'endpoint-attached',
      system: 'staging',
      url,
      reachable: false,
      because,
    });
  }));

test('an endpoint on a Unix socket is attached to there', () =>
  onStage(async ({ folder, context, factsOf }) => {
    const socket = join(folder, 'api.sock');
    const attached = () => startSystem(endpoint({ url: 'http://api.internal', socket }), context);
    assert.deepEqual(await attached(), {
      ok: false,
      because: `staging at http://api.internal at ${socket} cannot be reached: ${socket}: there is no such file`,
    });
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const started = await attached();
    assert.deepEqual(started.ok && started.target.urls, ['http://api.internal']);
    assert.deepEqual(
      factsOf('endpoint-attached').map(({ reachable }) => reachable),
      [false, true],
    );
    server.close();
  }));

test('an endpoint whose certificates cannot be used is not attached to, and says why', () =>
  onStage(async ({ folder, context }) => {
    const file = join(folder, 'bent.pem');
    const tls = { cert: file, key: file };
    const attached = () => startSystem(endpoint({ url: 'https://127.0.0.1:1', tls }), context);
    const absent = await attached();
    assert.match(absent.ok ? '' : absent.because, /the file of tls\.cert cannot be read: ENOENT$/);
    writeFileSync(file, 'no certificate');
    const bent = await attached();
    assert.match(bent.ok ? '' : bent.because, /its TLS options cannot be used: .*PEM/);
  }));
