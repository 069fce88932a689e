/**
 * The database says nothing any more: its processes are stopped where they are, its connections stay open. That is worse than one that is
 * gone, for nobody is told. Whoever asks is answered all the same, and before long; when it goes on, so does the store.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type PostgresServer, startPostgres } from '@seatrial/service-sql/testing';
import { clientOf, refusal } from './clients.ts';
import { startStorage, token } from './cluster/storage-process.ts';
import { change, objectsExplained, type Possible } from './crash-load.ts';
import { ask, upload } from './files-client.ts';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

/** The limit of one question, a second one for putting a failure on record, and some. */
const longestMs = 20_000;
const Bucket = 'bucket';

let server: PostgresServer;

before(async () => {
  server = await startPostgres();
});

after(() => server.stop());

async function startGateways(t: TestContext) {
  const storage = await Promise.all(['s1', 's2'].map((id) => startStorage(t, { id })));
  const start = {
    args: storage.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]),
    environment: { OBJECT_STORE_CLUSTER_TOKEN: token, OBJECT_STORE_DATABASE: await server.createDatabase() },
  };
  const [store, leaving] = [await startStoreProcess(t, undefined, start), await startStoreProcess(t, undefined, start)];
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, leaving, start, s3 };
}

async function answeredInTime<Result>(what: string, answer: Promise<Result>): Promise<Result> {
  const askedMs = performance.now();
  const result = await answer;
  const tookMs = performance.now() - askedMs;
  assert.ok(tookMs < longestMs, `${what} was answered after ${Math.round(tookMs)} ms`);
  return result;
}

async function everybodyIsTold(store: StoreProcess, s3: S3Client, Key: string): Promise<void> {
  const askedMs = performance.now();
  const health = await ask(store, {}, 'GET', '/health');
  assert.ok(performance.now() - askedMs < 10_000, 'health answers for it');
  assert.equal(health.status, 503);
  assert.match(health.bytes.toString(), /"name":"database","status":"failing","detail":"It did not answer within/);

  const Objects = Array.from({ length: 200 }, (_, index) => ({ Key: `${index}` }));
  const asked: Readonly<Record<string, Promise<unknown>>> = {
    get: s3.send(new GetObjectCommand({ Bucket, Key })),
    list: s3.send(new ListObjectsV2Command({ Bucket })),
    put: s3.send(new PutObjectCommand({ Bucket, Key: 'other', Body: randomBytes(100_000) })),
    copy: s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` })),
    delete: s3.send(new DeleteObjectCommand({ Bucket, Key })),
    batch: s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } })),
  };
  const answers = Object.entries(asked).map(async ([name, call]) => {
    assert.equal(await answeredInTime(name, refusal(call)), '503 ServiceUnavailable', name);
  });
  const file = answeredInTime('an upload of a file', upload(store, 'alpha', randomBytes(1000)));
  const list = answeredInTime('a list of files', ask(store, 'alpha', 'GET', '/files'));
  await Promise.all(answers);
  for (const { status, code } of [await file, await list]) assert.equal(`${status} ${code}`, '503 unavailable');
  assert.match(
    store.log(),
    /"code":"ServiceUnavailable",.*"msg":"a request could not be served for now"/,
    'the log tells why',
  );
}

test('while the database is silent everybody is told so in time, a gateway that starts too; then it all goes on, and nothing acknowledged is lost', async (t) => {
  const { store, leaving, start, s3 } = await startGateways(t);
  const possible: Possible = new Map();
  const refused: string[] = [];
  let acknowledged = 0;
  let going = true;
  const writer = async (name: number): Promise<void> => {
    for (let step = 0; going; step++) {
      const body = step % 7 === 6 ? undefined : randomBytes(1000);
      const changed = change(s3, possible, `${name}/${step % 4}`, body, Bucket).then(
        () => undefined,
        (error: Error) => refusal(Promise.reject(error)),
      );
      const said = await answeredInTime('a change', changed);
      if (said === undefined) acknowledged += 1;
      else refused.push(said);
    }
  };
  const more = async (changes: number): Promise<void> => {
    const enough = acknowledged + changes;
    // A writer that has failed ends the test.
    while (acknowledged < enough) await Promise.race([sleep(5), load]);
  };
  const load = Promise.all(Array.from({ length: 6 }, (_, name) => writer(name)));
  await more(30);
  const Key = 'kept';
  await clientOf(t, leaving, 'alpha').send(new PutObjectCommand({ Bucket, Key, Body: 'kept' }));
  await server.freeze();

  const left = leaving.end('SIGTERM');
  const late = answeredInTime('the start', startStoreProcess(t, undefined, start));
  const refusesToStart = assert.rejects(late, /The database cannot be reached: .*time/);
  await everybodyIsTold(store, s3, Key);
  assert.equal(await left, 0, 'who is asked to stop does, in time');
  await refusesToStart;

  await server.thaw();
  await more(30);
  going = false;
  await load;
  assert.equal((await ask(store, {}, 'GET', '/health')).status, 200);
  const kept = await s3.send(new GetObjectCommand({ Bucket, Key }));
  assert.equal(await kept.Body?.transformToString(), 'kept');
  assert.deepEqual(
    [...new Set(refused)].filter((said) => !/^50[03] /.test(said)),
    [],
  );
  assert.ok(refused.includes('503 ServiceUnavailable'), `${refused}`);
  assert.ok((await objectsExplained(s3, possible, Bucket)) > 10);
});
