/**
 * Two gateways in two processes, over one real PostgreSQL and two storage servers: what one stores the other serves, one may be killed, the
 * database may be restarted, and its password is nobody's to read.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type LifecycleRule,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type PostgresServer, startPostgres } from '@seatrial/service-sql/testing';
import { clientOf, refusal } from './clients.ts';
import { filesOf, startStorage, token } from './cluster/storage-process.ts';
import { change, objectsExplained, type Possible } from './crash-load.ts';
import { ask } from './files-client.ts';
import { sendSigned } from './signed.ts';
import { type Lifetime, type StoreProcess, sharedByFile, startStoreProcess } from './store-process.ts';

const sharedGateways = sharedByFile(startGateways);
let server: PostgresServer;

before(async () => {
  server = await startPostgres();
});

after(() => server.stop());

/** The gateways are those of all tests; the last of these ends them. */
async function gatewaysWith(t: TestContext, Bucket: string) {
  const shared = await sharedGateways();
  const [a, b] = shared.gateways;
  const clients = [clientOf(t, a, 'alpha'), clientOf(t, b, 'alpha')] as const;
  await clients[0].send(new CreateBucketCommand({ Bucket }));
  return { ...shared, clients };
}

async function startGateways(t: Lifetime) {
  const storage = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id })));
  const environment = {
    OBJECT_STORE_CLUSTER_TOKEN: token,
    OBJECT_STORE_DATABASE: await server.createDatabase(),
  };
  const args = storage.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  const start = (): Promise<StoreProcess> => startStoreProcess(t, undefined, { args, environment });
  const gateways = await Promise.all([start(), start()]);
  const [a, b] = gateways;
  assert.ok(a !== undefined && b !== undefined);
  const password = new URL(environment.OBJECT_STORE_DATABASE).password;
  return { storage, gateways: [a, b] as const, password };
}

async function read(s3: S3Client, Bucket: string, Key: string): Promise<Buffer> {
  const answer = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
}

test('an upload that ends while the database is away is refused, and its bytes are gone at once', async (t) => {
  const Bucket = 'uploads';
  const { storage, clients } = await gatewaysWith(t, Bucket);
  const chunks = async (): Promise<number> => (await Promise.all(storage.map(filesOf))).flat().length;
  const bytes = randomBytes(300_000);
  const begun = Promise.withResolvers<void>();
  const away = Promise.withResolvers<void>();
  async function* body(): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, 200_000);
    while ((await chunks()) < 2) await sleep(5);
    begun.resolve();
    await away.promise;
    yield bytes.subarray(200_000);
  }
  const Body = Readable.from(body(), { objectMode: false });
  const put = refusal(clients[0].send(new PutObjectCommand({ Bucket, Key: 'key', Body, ContentLength: bytes.length })));
  await begun.promise;
  await server.pause();
  away.resolve();
  assert.equal(await put, '503 ServiceUnavailable');
  for (const askedMs = performance.now(); (await chunks()) > 0; await sleep(20))
    assert.ok(performance.now() - askedMs < 20_000, 'its bytes are still there');
  await server.resume();
});

test('what is overwritten by something private is not read by strangers, not even by those who were at the door already', async (t) => {
  const Bucket = 'private';
  const { gateways, clients } = await gatewaysWith(t, Bucket);
  const put = (Body: string, ACL: 'public-read' | 'private') =>
    clients[0].send(new PutObjectCommand({ Bucket, Key: 'key', Body, ACL }));
  let going = true;
  const seen = new Map<string, number>();
  const stranger = async (): Promise<void> => {
    while (going) {
      const answer = await fetch(`${gateways[1].url}/${Bucket}/key`);
      const name = `${answer.status} ${answer.status === 200 ? await answer.text() : ''}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  };
  await put('public', 'public-read');
  const strangers = Promise.all(Array.from({ length: 6 }, stranger));
  for (let round = 0; round < 15 || (seen.get('200 public') ?? 0) < 20; round++) {
    await put('secret', 'private');
    await put('public', 'public-read');
  }
  going = false;
  await strangers;
  assert.equal(seen.get('200 secret'), undefined, JSON.stringify([...seen]));
  assert.ok(seen.has('403 '), JSON.stringify([...seen]));
});

test('while the database is away: 503 and unhealthy; when it is back, both go on', async (t) => {
  const Bucket = 'away';
  const { gateways, clients } = await gatewaysWith(t, Bucket);
  await clients[0].send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'before' }));
  await server.pause();
  const answer = await sendSigned(gateways[0], { method: 'GET', path: `/${Bucket}/key` });
  assert.equal(`${answer.status} ${answer.code}`, '503 ServiceUnavailable');
  assert.equal((await fetch(`${gateways[1].url}/health`)).status, 503);
  await server.resume();
  assert.equal((await read(clients[1], Bucket, 'key')).toString(), 'before');
  await clients[1].send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'after' }));
  assert.equal((await read(clients[0], Bucket, 'key')).toString(), 'after');
  assert.equal(await refusal(clients[0].send(new CreateBucketCommand({ Bucket }))), '409 BucketAlreadyOwnedByYou');
});

test('the database restarts under the load of two gateways: what was acknowledged is there, and they go on by themselves', async (t) => {
  const Bucket = 'restarted';
  const { clients } = await gatewaysWith(t, Bucket);
  const possible: Possible = new Map();
  let going = true;
  let acknowledged = 0;
  const refused: string[] = [];
  const load = Promise.all(
    Array.from({ length: 6 }, async (_, name) => {
      for (let step = 0; going; step++) {
        const Key = `${name}/${step % 4}`;
        const Body = step % 7 === 6 ? undefined : randomBytes(1000);
        const said = await change(clients[name % 2 === 0 ? 0 : 1], possible, Key, Body, Bucket).then(
          () => {
            acknowledged += 1;
            return '';
          },
          (error: { $metadata?: { httpStatusCode?: number } }) => String(error.$metadata?.httpStatusCode),
        );
        if (said !== '') refused.push(said);
      }
    }),
  );
  const more = async (changes: number): Promise<void> => {
    for (const enough = acknowledged + changes; acknowledged < enough; ) await sleep(5);
  };
  for (let round = 0; round < 2; round++) {
    await more(30);
    await server.pause();
    await server.resume();
  }
  await more(30);
  going = false;
  await load;
  assert.ok(
    refused.every((status) => status === '500' || status === '503'),
    `${refused}`,
  );
  for (const client of clients) assert.ok((await objectsExplained(client, possible, Bucket)) > 10);
});

test('large batches of one tenant are done, and keep no other tenant from being served', async (t) => {
  const Bucket = 'batches';
  const { gateways, clients } = await gatewaysWith(t, Bucket);
  const batch = async (name: number): Promise<number> => {
    const Objects = Array.from({ length: 500 }, (_, index) => ({ Key: `${name}/${index}` }));
    const { Errors } = await clients[0].send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    return Errors?.length ?? 0;
  };
  let going = true;
  const batches = Promise.all(Array.from({ length: 8 }, (_, name) => batch(name))).finally(() => {
    going = false;
  });
  const other = clientOf(t, gateways[0], 'beta');
  let mostWaiting = 0;
  for (; going; await sleep(20)) {
    const metrics = (await ask(gateways[0], 'operator', 'GET', '/metrics')).bytes.toString();
    const [, waiting] = /^object_store_database_connections\{state="waiting"\} (\d+)$/m.exec(metrics) ?? [];
    mostWaiting = Math.max(mostWaiting, Number(waiting));
    await other.send(new ListBucketsCommand());
  }
  assert.deepEqual(
    await batches,
    Array.from({ length: 8 }, () => 0),
  );
  // Whoever else comes waits behind these, and however fast the database is, not behind four thousand.
  assert.ok(mostWaiting > 8 && mostWaiting <= 8 * 50, `${mostWaiting} were waiting at the database`);
});

test('a database that cannot be used is told in a sentence, without its password', async (t) => {
  const url = await server.createDatabase();
  const wrong = new URL(url);
  wrong.password = 'not-the-password';
  const cases: readonly (readonly [database: string, message: RegExp])[] = [
    [url, /Gateways that share a database need storage servers/],
    ['mysql://store:not-the-password@127.0.0.1/x', /The URL of the database must be postgres:/],
    [wrong.href, /password authentication failed for user "service"/],
    [
      'postgres://store:not-the-password@127.0.0.1:9/x',
      /The database cannot be reached: connect ECONNREFUSED 127.0.0.1:9/,
    ],
  ];
  const told = cases.map(async ([database, message]) => {
    const failed = await startStoreProcess(t, undefined, { args: ['--database', database] }).then(
      () => '',
      (error: Error) => error.message,
    );
    assert.match(failed, message);
    assert.doesNotMatch(failed, /not-the-password|secret of the database|secret%20of/);
  });
  await Promise.all(told);
});

test('what one gateway stores the other serves; when one is killed, nothing acknowledged is lost, and no log has the password', async (t) => {
  const Bucket = 'killed';
  const { gateways, clients, password } = await gatewaysWith(t, Bucket);
  const acknowledged = new Map<string, Buffer>();
  const worker = async (s3: S3Client, name: string): Promise<void> => {
    for (let step = 0; step < 40; step++) {
      const Body = randomBytes(2000);
      const put = s3.send(new PutObjectCommand({ Bucket, Key: `${name}/${step}`, Body }));
      if ((await put.catch(() => undefined)) === undefined) return;
      acknowledged.set(`${name}/${step}`, Body);
    }
  };
  const work = Promise.all(['a', 'b', 'c'].map((name, index) => worker(clients[index % 2 === 0 ? 0 : 1], name)));
  while (acknowledged.size < 15) await sleep(5);
  await gateways[0].end('SIGKILL');
  await work;
  assert.ok(acknowledged.size >= 40, `the other gateway went on: ${acknowledged.size}`);
  for (const [key, body] of acknowledged) assert.deepEqual(await read(clients[1], Bucket, key), body, key);

  // What one gateway does for all, the other one does now.
  const expired: LifecycleRule = { Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Date: new Date(0) } };
  const LifecycleConfiguration = { Rules: [expired] };
  await clients[1].send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
  const left = async () => (await clients[1].send(new ListObjectsV2Command({ Bucket }))).KeyCount;
  for (const askedMs = performance.now(); (await left()) !== 0; await sleep(100))
    assert.ok(performance.now() - askedMs < 20_000, 'nobody follows the lifecycle rules');

  assert.equal(await gateways[1].end('SIGTERM'), 0);
  for (const gateway of gateways)
    assert.ok(!gateway.log().includes(password) && !gateway.log().includes(decodeURIComponent(password)));
});
