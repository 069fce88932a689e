/** The metadata store over SQLite: one statement a question, every change through `Commits`, so nothing is told before it is durable. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Checksum } from '../integrity/upload-check.ts';
import type { Commits } from './commit-group.ts';
import { listPage } from './list-page.ts';
import type { Bucket, MetadataStore, ObjectEntry, Precondition } from './metadata-store.ts';

type Row = Record<string, SQLOutputValue>;

export function createSqliteMetadata(database: DatabaseSync, commits: Commits): MetadataStore {
  const sql = prepare(database);
  const present = (bucketId: number, key: string): Row | undefined => sql.present.get(bucketId, Buffer.from(key));

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

function prepare(database: DatabaseSync) {
  return {
    ping: database.prepare('SELECT 1'),
    bucket: database.prepare('SELECT * FROM bucket WHERE name = ?'),
    bucketById: database.prepare('SELECT 1 FROM bucket WHERE id = ?'),
    buckets: database.prepare('SELECT * FROM bucket WHERE tenant = ? ORDER BY name'),
    createBucket: database.prepare('INSERT INTO bucket (name, tenant, created_ms) VALUES (?, ?, ?)'),
    deleteBucket: database.prepare('DELETE FROM bucket WHERE id = ?'),
    anyObject: database.prepare('SELECT 1 FROM object WHERE bucket_id = ? LIMIT 1'),
    present: database.prepare('SELECT blob_id, etag FROM object WHERE bucket_id = ? AND key = ?'),
    object: database.prepare('SELECT * FROM object WHERE bucket_id = ? AND key = ?'),
    putObject: database.prepare('INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    deleteObject: database.prepare('DELETE FROM object WHERE bucket_id = ? AND key = ?'),
    blob: database.prepare('SELECT 1 FROM object WHERE blob_id = ?'),
    scan: database.prepare(
      'SELECT key, size_bytes, etag, modified_ms FROM object WHERE bucket_id = ? AND key >= ? ORDER BY key LIMIT ?',
    ),
  };
}

type Statements = ReturnType<typeof prepare>;

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

function putRow(sql: Statements, bucketId: number, entry: ObjectEntry): void {
  sql.putObject.run(
    bucketId,
    Buffer.from(entry.key),
    entry.blob.id,
    entry.blob.sizeBytes,
    entry.blob.blockSums,
    entry.etag,
    entry.modifiedMs,
    JSON.stringify(entry.headers),
    entry.checksum === undefined ? null : JSON.stringify(entry.checksum),
  );
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

function toBucket(row: Row): Bucket {
  return {
    id: Number(row.id),
    name: String(row.name),
    tenant: String(row.tenant),
    createdMs: Number(row.created_ms),
  };
}

function toEntry(key: string, row: Row): ObjectEntry {
  const checksum = row.checksum;
  return {
    key,
    blob: { id: String(row.blob_id), sizeBytes: Number(row.size_bytes), blockSums: bufferOf(row.block_sums) },
    etag: String(row.etag),
    modifiedMs: Number(row.modified_ms),
    headers: JSON.parse(String(row.headers)) as Record<string, string>,
    checksum: typeof checksum === 'string' ? (JSON.parse(checksum) as Checksum) : undefined,
  };
}

function bufferOf(value: SQLOutputValue | undefined): Buffer {
  if (!(value instanceof Uint8Array))
    throw new Error('The database holds something other than bytes where bytes belong.');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
