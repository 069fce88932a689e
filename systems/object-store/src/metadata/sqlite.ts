/** The metadata store over SQLite: one statement a question, every change through `Commits`, so nothing is told before it is durable. */
import type { DatabaseSync } from 'node:sqlite';
import type { Commits } from './commit-group.ts';
import { listPage } from './list-page.ts';
import type { MetadataStore, Precondition } from './metadata-store.ts';
import { bufferOf, prepare, putRow, type Row, type Statements, toBucket, toEntry } from './statements.ts';

export function createSqliteMetadata(database: DatabaseSync, commits: Commits): MetadataStore {
  const sql = prepare(database);
  return {
    ...bucketMethods(sql, commits),
    ...objectMethods(sql, commits),

    async unknownBlobs(ids) {
      return ids.filter((id) => sql.blob.get(id) === undefined);
    },

    async check() {
      sql.ping.get();
    },

    async close() {
      await commits.drain();
      database.close();
    },
  };
}

type BucketMethods = Pick<MetadataStore, 'createBucket' | 'bucket' | 'listBuckets' | 'deleteBucket'>;

function bucketMethods(sql: Statements, commits: Commits): BucketMethods {
  return {
    createBucket: (name, tenant) =>
      commits.run(() => {
        const existing = sql.bucket.get(name);
        if (existing !== undefined) return { kind: 'exists', tenant: toBucket(existing).tenant };
        sql.createBucket.run(name, tenant, Date.now());
        return { kind: 'created' };
      }),

    async bucket(name) {
      const row = sql.bucket.get(name);
      return row === undefined ? undefined : toBucket(row);
    },

    async listBuckets(tenant) {
      return sql.buckets.all(tenant).map(toBucket);
    },

    deleteBucket: (id) =>
      commits.run(() => {
        if (sql.anyObject.get(id) !== undefined) return 'not-empty';
        return sql.deleteBucket.run(id).changes === 0 ? 'no-such-bucket' : 'deleted';
      }),
  };
}

type ObjectMethods = Pick<MetadataStore, 'putObject' | 'object' | 'deleteObject' | 'list'>;

function objectMethods(sql: Statements, commits: Commits): ObjectMethods {
  const present = (bucketId: number, key: string): Row | undefined => sql.present.get(bucketId, Buffer.from(key));
  return {
    putObject: (bucketId, entry, precondition) =>
      commits.run(() => {
        if (sql.bucketById.get(bucketId) === undefined) return { kind: 'no-such-bucket' };
        const row = present(bucketId, entry.key);
        const refusal = refusalOf(precondition, row);
        if (refusal !== undefined) return { kind: refusal };
        putRow(sql, bucketId, entry);
        return { kind: 'stored', replacedBlob: row === undefined ? undefined : String(row.blob_id) };
      }),

    async object(bucketId, key) {
      const row = sql.object.get(bucketId, Buffer.from(key));
      return row === undefined ? undefined : toEntry(key, row);
    },

    deleteObject: (bucketId, key, precondition) =>
      commits.run(() => {
        const row = present(bucketId, key);
        const refusal = refusalOf(precondition, row);
        if (refusal !== undefined) return { kind: refusal };
        if (row !== undefined) sql.deleteObject.run(bucketId, Buffer.from(key));
        return { kind: 'deleted', removedBlob: row === undefined ? undefined : String(row.blob_id) };
      }),

    async list(bucketId, query) {
      return listPage((from) => seek(sql, bucketId, from), query);
    },
  };
}

/** Reads ahead in growing steps: a listing that folds prefixes needs one row a seek, a flat one a thousand. */
function* seek(sql: Statements, bucketId: number, from: Buffer) {
  let start = from;
  for (let step = 8; ; step = Math.min(step * 4, 1024)) {
    const rows = sql.scan.all(bucketId, start, step);
    for (const row of rows) {
      const keyBytes = bufferOf(row.key);
      yield {
        keyBytes,
        listed: () => ({
          key: keyBytes.toString(),
          sizeBytes: Number(row.size_bytes),
          etag: String(row.etag),
          modifiedMs: Number(row.modified_ms),
        }),
      };
    }
    const lastKey = rows.at(-1)?.key;
    if (rows.length < step || lastKey === undefined) return;
    start = Buffer.concat([bufferOf(lastKey), Buffer.of(0)]);
  }
}

function refusalOf(
  precondition: Precondition | undefined,
  row: Row | undefined,
): 'no-such-key' | 'precondition-failed' | undefined {
  if (precondition === undefined) return undefined;
  if (precondition.kind === 'absent') return row === undefined ? undefined : 'precondition-failed';
  if (row === undefined) return 'no-such-key';
  return precondition.etag === '*' || precondition.etag === row.etag ? undefined : 'precondition-failed';
}
