/** Pages of listings, compared with a listing made by folding and sorting everything in memory; property-based. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCommitGroup } from './commit-group.ts';
import { openDatabase } from './database.ts';
import type { ListQuery, MetadataStore } from './metadata-store.ts';
import { createSqliteMetadata } from './sqlite.ts';

/** What the items of a listing are by definition: all keys under the prefix, folded, without repetition, in byte order. */
function itemsByDefinition(keys: readonly string[], query: Omit<ListQuery, 'limit'>): string[] {
  const items = keys
    .filter((key) => key.startsWith(query.prefix))
    .map((key) => {
      const at = query.delimiter === '' ? -1 : key.indexOf(query.delimiter, query.prefix.length);
      return at < 0 ? key : key.slice(0, at + query.delimiter.length);
    });
  const bytes = [...new Set(items)].map((item) => Buffer.from(item)).sort(Buffer.compare);
  return bytes.filter((item) => query.after === '' || item.compare(Buffer.from(query.after)) > 0).map(String);
}

async function itemsByPages(metadata: MetadataStore, query: ListQuery): Promise<string[]> {
  const items: Buffer[] = [];
  for (let after: string | undefined = query.after; after !== undefined; ) {
    const page = await metadata.list(1, { ...query, after });
    const names = [...page.objects.map(({ key }) => key), ...page.commonPrefixes].map((name) => Buffer.from(name));
    assert.ok(names.length <= query.limit, 'a page is not larger than its limit');
    if (page.continueAfter !== undefined) assert.equal(names.length, query.limit, 'only the last page is short');
    items.push(...names.sort(Buffer.compare));
    after = page.continueAfter;
  }
  return items.map(String);
}

const character = fc.constantFrom('a', 'b', '/', '-', '\u0000', 'ü', '\uffff', '🚢', '0');
const text = (maxLength: number) => fc.array(character, { maxLength }).map((parts) => parts.join(''));

test('pages of a listing hold what the definition says, whatever the prefix, delimiter, limit and start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'object-store-list-'));
  const database = openDatabase(directory);
  const metadata = createSqliteMetadata(database, createCommitGroup(database));
  try {
    await metadata.createBucket('bucket', 'tenant');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          text(6).filter((key) => key !== ''),
          { maxLength: 40 },
        ),
        fc.record({
          prefix: text(2),
          delimiter: fc.oneof(fc.constant('/'), text(2)),
          after: fc.oneof(fc.constant(''), text(4)),
          limit: fc.integer({ min: 1, max: 9 }),
        }),
        async (keys, query) => {
          database.exec('DELETE FROM object');
          await Promise.all(keys.map((key) => metadata.putObject(1, entryOf(key))));
          assert.deepEqual(await itemsByPages(metadata, query), itemsByDefinition(keys, query));
        },
      ),
      { numRuns: 300 },
    );
  } finally {
    await metadata.close();
    rmSync(directory, { recursive: true });
  }
});

test('a folder of many keys folds into one item without being read', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'object-store-list-'));
  const database = openDatabase(directory);
  const metadata = createSqliteMetadata(database, createCommitGroup(database));
  await metadata.createBucket('bucket', 'tenant');
  await Promise.all(Array.from({ length: 5000 }, (_, index) => metadata.putObject(1, entryOf(`folder/${index}`))));
  await metadata.putObject(1, entryOf('next'));
  const page = await metadata.list(1, { prefix: '', delimiter: '/', after: '', limit: 2 });
  assert.deepEqual(page.commonPrefixes, ['folder/']);
  assert.deepEqual(
    page.objects.map(({ key }) => key),
    ['next'],
  );
  assert.equal(page.continueAfter, undefined);
  await metadata.close();
  rmSync(directory, { recursive: true });
});

test('a second store cannot open the same folder', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'object-store-lock-'));
  const database = openDatabase(directory);
  const other = new DatabaseSync(join(directory, 'metadata.db'));
  assert.throws(() => other.exec('SELECT * FROM bucket'), /locked/);
  other.close();
  database.close();
  rmSync(directory, { recursive: true });
});

let blobs = 0;

function entryOf(key: string) {
  blobs += 1;
  const blob = { id: String(blobs), sizeBytes: 1, blockSums: Buffer.alloc(4) };
  return { key, blob, etag: 'etag', modifiedMs: 0, headers: {}, checksum: undefined };
}
