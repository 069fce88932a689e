/** What the Dockerfile and compose.yaml say is what the programs understand: every command line is read by them, every path exists. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readOptions } from '../src/options.ts';
import { readStorageOptions } from '../src/storage/options.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { credentialsJson, startStoreProcess } from './store-process.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly secrets?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, object>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets: object;
}

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = join(folder, '../..');
const given: Readonly<Record<string, string>> = {
  OBJECT_STORE_CLUSTER_TOKEN: 'x'.repeat(32),
  POSTGRES_PASSWORD: 'secret',
};
const secretFile = '/run/secrets/credentials';

/** With the variables filled in as compose does it. */
function readCompose(): Compose {
  const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)(?::\?[^}]*)?\}/g, (_all, name: string) => {
    assert.ok(name in given, `${name} is not said to be needed`);
    return given[name] ?? '';
  });
  return parse(filled, { merge: true }) as Compose;
}

const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8').split('\n');
const said = (instruction: string): string[] =>
  dockerfile.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
const listIn = (text = ''): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[];

/** What the program makes of the arguments; the file of the secret is one that is there. */
function understand(
  t: { after: (undo: () => void) => void },
  [script = '', ...args]: readonly string[],
  environment: Service['environment'],
) {
  assert.ok(existsSync(join(folder, script)), script);
  if (script === 'src/storage-server.ts') return readStorageOptions(args, environment);
  assert.equal(script, 'src/main.ts');
  const directory = mkdtempSync(join(tmpdir(), 'object-store-containers-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const credentials = join(directory, 'credentials.json');
  writeFileSync(credentials, credentialsJson());
  return readOptions(
    args.map((argument) => argument.replace(secretFile, credentials)),
    environment,
  );
}

test('every service of ours is started in words that its program understands', (t) => {
  const { services, volumes, secrets } = readCompose();
  const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
  const storage: string[] = [];
  let gatewayServers: readonly { id: string; address: string }[] = [];
  for (const [name, { command, environment, healthcheck, ...service }] of ours) {
    const options = understand(t, command, environment);
    assert.equal(options.host, '0.0.0.0');
    assert.equal(options.dataDirectory, '/data');
    assert.equal(existsSync(join(folder, service.build?.context ?? '', service.build?.dockerfile ?? '')), true);
    assert.ok(said('EXPOSE').join(' ').split(' ').includes(`${options.port}`));
    assert.deepEqual(healthcheck.test.slice(0, 3), ['CMD', 'node', 'src/healthcheck.ts']);
    const target = healthcheck.test[3];
    if ('token' in options) {
      assert.equal(options.id, name);
      assert.equal(target, `${options.id}=127.0.0.1:${options.port}`);
      storage.push(`${options.id} ${name}:${options.port}`);
    } else {
      assert.equal(target, `http://127.0.0.1:${options.port}/health`);
      assert.equal(options.database?.url, 'postgres://store:secret@database:5432/store');
      assert.ok(command.some((argument) => argument.endsWith(secretFile)) && service.secrets?.includes('credentials'));
      gatewayServers = options.servers;
    }
    for (const dependency of Object.keys(service.depends_on ?? {})) assert.ok(dependency in services, dependency);
  }
  assert.equal(storage.length, 6);
  assert.deepEqual(
    gatewayServers.map(({ id, address }) => `${id} ${address}`),
    storage,
  );
  const mounted = Object.values(services).map(({ volumes: [volume = ''] }) => volume.split(':')[0] ?? '');
  assert.deepEqual(mounted.sort(), Object.keys(volumes).sort(), 'a volume of its own for each');
  assert.deepEqual(Object.keys(secrets), ['credentials']);
});

test('the image has what it copies, is not run by root, and starts a gateway', (t) => {
  const ignored = readFileSync(join(folder, 'Dockerfile.dockerignore'), 'utf8').split('\n');
  for (const copy of said('COPY'))
    for (const source of copy.split(' ').slice(0, -1)) {
      assert.ok(existsSync(join(root, source)), source);
      assert.ok(ignored.includes(`!${source}`), `${source} is in the context`);
    }
  assert.deepEqual(said('USER'), ['node']);
  assert.deepEqual(said('WORKDIR').at(-1), '/app/systems/object-store');
  assert.deepEqual(listIn(said('ENTRYPOINT')[0]), ['node']);
  const { port } = understand(t, listIn(said('CMD')[0]), {});
  assert.deepEqual(listIn(said('HEALTHCHECK')[0]), ['node', 'src/healthcheck.ts', `http://127.0.0.1:${port}/health`]);
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  assert.ok('@seatrial/service-sql' in dependencies && '@grpc/grpc-js' in dependencies);
  const [, version = ''] = /^node:([\d.]+)-slim$/.exec(said('FROM')[0] ?? '') ?? [];
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.equal(version, devDependencies.node, 'the Node that everything is tested with');
});

test('the health check asks a gateway and a storage server, and fails when they are not there', async (t) => {
  const server = await startStorage(t, { id: 's1' });
  const store = await startStoreProcess(t);
  const check = async (target: string): Promise<number> => {
    const script = join(folder, 'src/healthcheck.ts');
    const env = { ...process.env, OBJECT_STORE_CLUSTER_TOKEN: token };
    const [code] = await once(spawn(process.execPath, [script, target], { env, stdio: 'ignore' }), 'exit');
    return code;
  };
  const targets = [`${store.url}/health`, `s1=${server.address}`];
  assert.deepEqual(await Promise.all([...targets, `s2=${server.address}`, 'nothing'].map(check)), [0, 0, 1, 1]);
  await Promise.all([store.end('SIGTERM'), server.end('SIGTERM')]);
  assert.deepEqual(await Promise.all(targets.map(check)), [1, 1]);
});
