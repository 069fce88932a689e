/** What is looked up in two questions, while somebody changes it between them: an answer is of before or of after, never half of each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, type Database, type Questions } from '@seatrial/service-sql';
import type { Content } from '../../src/contents/content-store.ts';
import { createMetadata } from '../../src/metadata/create-metadata.ts';
import { file } from '../../src/metadata/files.ts';
import type { Metadata } from '../../src/metadata/metadata.ts';
import { object } from '../../src/metadata/objects.ts';
import { emptySqlite } from './databases.ts';

const session = '5'.repeat(32);
const id = 'f'.repeat(32);

function contentOf(owner: string, names = ['c']): Content {
  const chunks = names.map((name) => ({
    id: `${owner}-${name.repeat(12)}`,
    sizeBytes: 4,
    blockSums: Buffer.alloc(16),
    servers: ['local'],
  }));
  return { sizeBytes: 4 * names.length, chunks };
}

async function openMetadata(): Promise<{ database: Database; metadata: Metadata; bucketId: number }> {
  const database = await emptySqlite();
  const metadata = createMetadata(database);
  await metadata.createBucket('bucket', 'alpha');
  await metadata.openSession(session, Date.now() + 60_000);
  return { database, metadata, bucketId: (await metadata.bucket('bucket'))?.id ?? 0 };
}

/** Asks as a database of many connections does, and awaits `between` after the first question. */
async function answered<T>(database: Database, questions: Questions<T>, between: () => Promise<unknown>): Promise<T> {
  let step = questions.next();
  for (let asked = 1; step.done !== true; asked++) {
    const { text, parameters } = step.value;
    const rows = await database.read(() => ask(text, ...parameters));
    if (asked === 1) await between();
    step = questions.next(rows);
  }
  return step.value;
}

test('a file that is deleted while somebody looks at it is absent, not a file without bytes', async () => {
  const { database, metadata } = await openMetadata();
  await metadata.createFile({ id, tenant: 'alpha', name: 'a', contentType: 'text/plain' }, Date.now() + 60_000);
  await metadata.completeFile(id, contentOf(id), 'digest');
  const seen = await answered(database, file('alpha', id), () => metadata.deleteFile('alpha', id));
  assert.equal(seen, undefined);
});

test('an object of several chunks that is overwritten while somebody looks at it is the new one', async () => {
  const { database, metadata, bucketId } = await openMetadata();
  const put = (etag: string, owner: string) =>
    metadata.putObject(
      bucketId,
      {
        key: 'key',
        etag,
        content: contentOf(owner, ['c', 'd']),
        modifiedMs: 0,
        headers: {},
        tags: {},
        acl: undefined,
        checksum: undefined,
        partSizes: undefined,
      },
      session,
    );
  await put('old', 'a'.repeat(32));
  const seen = await answered(database, object(bucketId, 'key'), () => put('new', 'b'.repeat(32)));
  assert.ok(seen !== undefined && 'etag' in seen && seen.etag === 'new');
  assert.equal(seen.content.chunks.length, 2);
});
