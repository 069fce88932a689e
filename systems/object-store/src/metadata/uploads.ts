/**
 * Multipart uploads. An upload, its session and its parts begin and end together; the parts' chunks make up one content that carries the
 * upload's id, so completing means keeping it and forgetting what was not named, however many parts there are.
 */
import { randomBytes } from 'node:crypto';
import { ask, type Questions, type Row } from '@seatrial/service-sql';
import type { ChunkRef } from '../contents/content-store.ts';
import { chunksByPart, insertChunks, releaseContent, releaseContents } from './chunks.ts';
import { bytesOf, describedParameters, json, jsonOf, textOf, toChecksum, toDescribed } from './columns.ts';
import type { NewObject, Precondition, Stored } from './interface/objects.ts';
import type { Refused } from './interface/refused.ts';
import type { NewUpload, Part, Upload } from './interface/uploads.ts';
import type { Answer } from './metadata.ts';
import { countOf, stored } from './objects.ts';
import { holdServers } from './server-removal.ts';
import { openSession } from './sessions.ts';
import { addUsage, exceedsQuota } from './tenants.ts';
import { latestVersion, lockKey, lockNumber, pushVersion, refusalOf, replacedVersion } from './versions.ts';

/** The id begins with the time, so that a listing has the uploads of one key in the order they were started. */
export function* createUpload(upload: NewUpload): Questions<Upload | Refused> {
  const [bucket] = yield* ask('SELECT id FROM bucket WHERE id = $1 FOR KEY SHARE', upload.bucketId);
  if (bucket === undefined) return { kind: 'no-such-bucket' };
  const startedMs = Date.now();
  const id = startedMs.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  yield* openSession(id, 'upload', upload.expiresMs);
  yield* ask(
    'INSERT INTO upload (id, bucket_id, key, started_ms, headers, tags, acl, checksum, initiator) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    id,
    upload.bucketId,
    Buffer.from(upload.key),
    startedMs,
    ...describedParameters(upload),
    json(upload.checksum),
    upload.initiator ?? null,
  );
  return { ...upload, id, startedMs };
}

export const uploadWithExpiry =
  'SELECT upload.*, session.expires_ms FROM upload JOIN session ON session.id = upload.id';

export function* upload(bucketId: number, key: string, uploadId: string): Questions<Upload | undefined> {
  const [row] = yield* ask(
    `${uploadWithExpiry} WHERE upload.id = $1 AND bucket_id = $2 AND key = $3`,
    uploadId,
    bucketId,
    Buffer.from(key),
  );
  return row === undefined ? undefined : toUpload(row);
}

/** Parts of different numbers do not wait for each other; whoever completes or aborts the upload waits for all. */
export function* putPart(uploadId: string, part: Part): Questions<Answer<'putPart'>> {
  const [owner] = yield* ask(
    `SELECT bucket.tenant, pg_advisory_xact_lock($2) FROM upload JOIN bucket ON bucket.id = upload.bucket_id
     WHERE upload.id = $1 FOR KEY SHARE OF upload`,
    uploadId,
    lockNumber(`${uploadId}/${part.number}`),
  );
  if (owner === undefined) return { kind: 'no-such-upload' };
  const tenant = String(owner.tenant);
  const [old] = yield* ask('SELECT size_bytes FROM part WHERE upload_id = $1 AND number = $2', uploadId, part.number);
  const { sizeBytes, chunks } = part.content;
  const addedBytes = sizeBytes - Number(old?.size_bytes ?? 0);
  if (yield* exceedsQuota(tenant, addedBytes)) return { kind: 'quota-exceeded' };
  if (!(yield* holdServers(chunks))) return { kind: 'server-removed' };
  const released = yield* releaseContent(uploadId, part.number);
  yield* insertChunks(uploadId, part.number, chunks);
  yield* ask('DELETE FROM part WHERE upload_id = $1 AND number = $2', uploadId, part.number);
  yield* ask(
    'INSERT INTO part (upload_id, number, etag, modified_ms, size_bytes, checksum) VALUES ($1, $2, $3, $4, $5, $6)',
    uploadId,
    part.number,
    part.etag,
    part.modifiedMs,
    sizeBytes,
    json(part.checksum),
  );
  yield* addUsage(tenant, addedBytes, 0);
  return { kind: 'stored', released };
}

export function* listParts(uploadId: string, afterNumber: number, limit: number): Questions<readonly Part[]> {
  const rows = yield* ask(
    'SELECT * FROM part WHERE upload_id = $1 AND number > $2 ORDER BY number LIMIT $3',
    uploadId,
    afterNumber,
    limit,
  );
  const chunks = yield* chunksByPart(uploadId, afterNumber, Number(rows.at(-1)?.number ?? afterNumber));
  return rows.map((row) => ({
    number: Number(row.number),
    etag: String(row.etag),
    modifiedMs: Number(row.modified_ms),
    content: { sizeBytes: Number(row.size_bytes), chunks: chunks.get(Number(row.number)) ?? [] },
    checksum: toChecksum(row),
  }));
}

export function* completeUpload(
  uploadId: string,
  named: readonly Pick<Part, 'number' | 'etag'>[],
  object: Pick<NewObject, 'etag' | 'modifiedMs' | 'checksum' | 'partChecksums'>,
  precondition?: Precondition,
): Questions<Stored | Refused> {
  const [target] = yield* ask('SELECT bucket_id, key FROM upload WHERE id = $1', uploadId);
  if (target === undefined) return { kind: 'no-such-upload' };
  // First the key and then the upload, as whoever deletes the bucket does: nobody waits in a circle.
  const place = yield* lockKey(Number(target.bucket_id), bytesOf(target.key).toString());
  const [row] = yield* ask('SELECT * FROM upload WHERE id = $1 FOR UPDATE', uploadId);
  if (place === undefined || row === undefined) return { kind: 'no-such-upload' };
  const latest = yield* latestVersion(place);
  const refusal = refusalOf(precondition, latest);
  if (refusal !== undefined) return refusal;
  const parts = yield* ask('SELECT number, etag, size_bytes FROM part WHERE upload_id = $1', uploadId);
  const partSizes = sizesOf(named, parts);
  if (partSizes === undefined) return { kind: 'no-such-part' };
  const unnamed = yield* releaseUnnamed(uploadId, named, parts);
  const sizeBytes = partSizes.reduce((sum, size) => sum + size, 0);
  yield* endUploads([uploadId]);
  const replaced = yield* replacedVersion(place, latest);
  const pushed = yield* pushVersion(place, latest, replaced, {
    marker: false,
    object: { ...toDescribed(row), ...object, partSizes },
    content: uploadId,
    sizeBytes,
  });
  const storedBytes = parts.reduce((sum, part) => sum + Number(part.size_bytes), 0);
  yield* addUsage(place.tenant, sizeBytes - storedBytes - (replaced?.sizeBytes ?? 0), 1 - countOf(replaced));
  return stored(place, { ...pushed, released: [...unnamed, ...pushed.released] });
}

export function* abortUpload(uploadId: string): Questions<Answer<'abortUpload'>> {
  const tenant = yield* lockUpload(uploadId);
  if (tenant === undefined) return { kind: 'no-such-upload' };
  return { kind: 'aborted', released: yield* forgetUploads([uploadId], tenant) };
}

/** Nobody else changes the upload until the end of the transaction. Says whose it is. */
export function* lockUpload(uploadId: string): Questions<string | undefined> {
  const [owner] = yield* ask(
    'SELECT bucket.tenant FROM upload JOIN bucket ON bucket.id = upload.bucket_id WHERE upload.id = $1 FOR UPDATE OF upload',
    uploadId,
  );
  return owner === undefined ? undefined : String(owner.tenant);
}

/** Takes away uploads of one tenant that the caller has locked, and all their parts: in as many questions for thousands as for one. */
export function* forgetUploads(uploadIds: readonly string[], tenant: string): Questions<readonly ChunkRef[]> {
  const released = yield* releaseContents(uploadIds);
  const [parts] = yield* ask('SELECT SUM(size_bytes) AS bytes FROM part WHERE upload_id = ANY ($1)', uploadIds);
  yield* endUploads(uploadIds);
  yield* addUsage(tenant, -Number(parts?.bytes ?? 0), 0);
  return released;
}

function* endUploads(uploadIds: readonly string[]): Questions<void> {
  yield* ask('DELETE FROM part WHERE upload_id = ANY ($1)', uploadIds);
  yield* ask('DELETE FROM upload WHERE id = ANY ($1)', uploadIds);
  yield* ask('DELETE FROM session WHERE id = ANY ($1)', uploadIds);
}

/** Undefined when a named part is not there, or another one is under its number. */
function sizesOf(named: readonly Pick<Part, 'number' | 'etag'>[], parts: readonly Row[]): number[] | undefined {
  if (named.some(({ number }, index) => number <= (named[index - 1]?.number ?? 0))) {
    throw new Error('Parts are named in ascending order, each once.');
  }
  const present = new Map(parts.map((part) => [Number(part.number), part]));
  const sizes = named.flatMap(({ number, etag }) => {
    const part = present.get(number);
    return part?.etag === etag ? [Number(part.size_bytes)] : [];
  });
  return sizes.length === named.length ? sizes : undefined;
}

function* releaseUnnamed(
  uploadId: string,
  named: readonly Pick<Part, 'number'>[],
  parts: readonly Row[],
): Questions<readonly ChunkRef[]> {
  const numbers = new Set(named.map(({ number }) => number));
  const released: ChunkRef[] = [];
  for (const part of parts) {
    const number = Number(part.number);
    if (!numbers.has(number)) released.push(...(yield* releaseContent(uploadId, number)));
  }
  return released;
}

export function toUpload(row: Row): Upload {
  const initiator = textOf(row.initiator);
  return {
    id: String(row.id),
    bucketId: Number(row.bucket_id),
    key: bytesOf(row.key).toString(),
    startedMs: Number(row.started_ms),
    expiresMs: Number(row.expires_ms),
    ...toDescribed(row),
    ...(initiator === undefined ? {} : { initiator }),
    checksum: jsonOf<NonNullable<Upload['checksum']>>(row.checksum),
  };
}
