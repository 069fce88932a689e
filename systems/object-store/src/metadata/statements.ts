/** The SQL, and the way between rows and what the rest of the store calls buckets and objects. Nothing else knows a column. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Checksum } from '../integrity/upload-check.ts';
import type { Bucket, ObjectEntry } from './metadata-store.ts';

export type Row = Record<string, SQLOutputValue>;

export type Statements = ReturnType<typeof prepare>;

export function prepare(database: DatabaseSync) {
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

export function putRow(sql: Statements, bucketId: number, entry: ObjectEntry): void {
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

export function toBucket(row: Row): Bucket {
  return {
    id: Number(row.id),
    name: String(row.name),
    tenant: String(row.tenant),
    createdMs: Number(row.created_ms),
  };
}

export function toEntry(key: string, row: Row): ObjectEntry {
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

export function bufferOf(value: SQLOutputValue | undefined): Buffer {
  if (!(value instanceof Uint8Array))
    throw new Error('The database holds something other than bytes where bytes belong.');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
