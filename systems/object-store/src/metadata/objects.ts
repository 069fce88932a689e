/** Objects: storing, finding, deleting and labelling them, in buckets that keep versions and in those that do not. */
import { randomUUID } from 'node:crypto';
import { ask, type Parameter, type Questions, type Row } from '@seatrial/service-sql';
import { bytesIn, chunksOf, insertChunks, JOIN_ONLY_CHUNK, ONLY_CHUNK_COLUMNS, onlyChunk } from './chunks.ts';
import { jsonOf, toChecksum, toDescribed } from './columns.ts';
import type { Deleted, DeleteMarker, NewObject, ObjectEntry, Precondition, Stored } from './interface/objects.ts';
import type { Refused } from './interface/refused.ts';
import { holdServers } from './server-removal.ts';
import { holdSession } from './sessions.ts';
import { addUsage, exceedsQuota } from './tenants.ts';
import {
  type KeyPlace,
  latestVersion,
  lockKey,
  namedVersion,
  promoteNewest,
  pushVersion,
  refusalOf,
  removeVersion,
  replacedVersion,
  type Version,
  versionRow,
} from './versions.ts';

export function* putObject(
  bucketId: number,
  object: NewObject,
  session: string,
  precondition?: Precondition,
): Questions<Stored | Refused> {
  const place = yield* lockKey(bucketId, object.key);
  if (place === undefined) return { kind: 'no-such-bucket' };
  if (!(yield* holdSession(session))) return { kind: 'session-expired' };
  const latest = yield* latestVersion(place);
  const refusal = refusalOf(precondition, latest);
  if (refusal !== undefined) return refusal;
  const replaced = yield* replacedVersion(place, latest);
  const { sizeBytes, chunks } = object.content;
  const addedBytes = sizeBytes - (replaced?.sizeBytes ?? 0);
  if (yield* exceedsQuota(place.tenant, addedBytes)) return { kind: 'quota-exceeded' };
  if (!(yield* holdServers(chunks))) return { kind: 'server-removed' };
  const content = randomUUID();
  yield* insertChunks(content, 0, chunks);
  const pushed = yield* pushVersion(place, latest, replaced, { marker: false, object, content, sizeBytes });
  yield* addUsage(place.tenant, addedBytes, 1 - countOf(replaced));
  return stored(place, pushed);
}

/** The same answer for a PUT and for the completion of an upload. */
export function stored(place: KeyPlace, pushed: Pick<Stored, 'released'> & { readonly versionId: string }): Stored {
  const versionId = place.versioning === 'off' ? undefined : pushed.versionId;
  return { kind: 'stored', versionId, released: pushed.released };
}

/**
 * One question for an object that is one chunk, as most are, and two for others, because many chunks would repeat its headers. Between them
 * somebody may replace it: then its content has no chunks any more, and the next look finds the successor.
 */
export function* object(
  bucketId: number,
  key: string,
  versionId?: string,
): Questions<ObjectEntry | DeleteMarker | undefined> {
  for (let incomplete = ''; ; ) {
    const row = yield* objectRow(bucketId, key, versionId);
    if (row === undefined) return undefined;
    if (Number(row.marker) === 1) return toMarker(key, row);
    const sizeBytes = Number(row.size_bytes);
    const content = String(row.content);
    const chunks = Number(row.chunk_bytes ?? 0) === sizeBytes ? onlyChunk(row) : yield* chunksOf(content);
    if (bytesIn(chunks) === sizeBytes) {
      return toEntry(key, row, { sizeBytes, chunks });
    }
    if (content === incomplete) throw new Error(`The database lacks chunks of the content ${content}.`);
    incomplete = content;
  }
}

/** All that an answer needs; the key is known, and making bytes of it would take longer than reading the row. */
const entryColumns =
  'version, marker, object.content, object.size_bytes, etag, modified_ms, headers, tags, acl, checksum, part_sizes, part_checksums';
const latestEntry = `SELECT ${entryColumns}, ${ONLY_CHUNK_COLUMNS} FROM object ${JOIN_ONLY_CHUNK}
   WHERE bucket_id = $1 AND key = $2 AND latest = 1`;

function* objectRow(bucketId: number, key: string, versionId: string | undefined): Questions<Row | undefined> {
  const keyBytes = Buffer.from(key);
  const [row] =
    versionId === undefined
      ? yield* ask(latestEntry, bucketId, keyBytes)
      : yield* versionRow(bucketId, keyBytes, versionId, entryColumns);
  return row;
}

export function* deleteObject(
  bucketId: number,
  key: string,
  versionId?: string,
  precondition?: Precondition,
): Questions<Deleted | Refused> {
  const place = yield* lockKey(bucketId, key);
  if (place === undefined) return { kind: 'no-such-bucket' };
  const latest = yield* latestVersion(place);
  const named = versionId === undefined ? undefined : yield* namedVersion(place, versionId);
  const refusal = refusalOf(precondition, versionId === undefined ? latest : named);
  if (refusal !== undefined) return refusal;
  if (versionId !== undefined)
    return named === undefined ? { kind: 'no-such-version' } : yield* deleteVersion(place, named);
  if (place.versioning !== 'off') return yield* hide(place, latest);
  if (latest === undefined) return { kind: 'deleted', versionId: undefined, deleteMarker: false, released: [] };
  return { ...(yield* deleteForGood(place, latest)), versionId: undefined };
}

function* deleteVersion(place: KeyPlace, version: Version): Questions<Deleted> {
  const deleted = yield* deleteForGood(place, version);
  if (version.latest) yield* promoteNewest(place);
  return deleted;
}

function* deleteForGood(place: KeyPlace, version: Version): Questions<Deleted> {
  const released = yield* removeVersion(place, version);
  yield* addUsage(place.tenant, -version.sizeBytes, -countOf(version));
  return { kind: 'deleted', versionId: version.versionId, deleteMarker: version.marker, released };
}

/** A delete marker goes on top. Where versions are suspended it replaces the null version. */
function* hide(place: KeyPlace, latest: Version | undefined): Questions<Deleted> {
  const replaced = yield* replacedVersion(place, latest);
  const pushed = yield* pushVersion(place, latest, replaced, { marker: true, modifiedMs: Date.now() });
  yield* addUsage(place.tenant, -(replaced?.sizeBytes ?? 0), -countOf(replaced));
  return { kind: 'deleted', deleteMarker: true, ...pushed };
}

/** Delete markers are not counted as objects. */
export function countOf(version: Version | undefined): 0 | 1 {
  return version === undefined || version.marker ? 0 : 1;
}

/** False when there is no such object or version. */
export function* labelObject(
  bucketId: number,
  key: string,
  versionId: string | undefined,
  column: 'tags' | 'acl',
  value: Parameter,
): Questions<boolean> {
  const place = yield* lockKey(bucketId, key);
  if (place === undefined) return false;
  const version = yield* versionId === undefined ? latestVersion(place) : namedVersion(place, versionId);
  if (version === undefined || version.marker) return false;
  yield* ask(
    `UPDATE object SET ${column} = $4 WHERE bucket_id = $1 AND key = $2 AND age = $3`,
    bucketId,
    place.keyBytes,
    version.age,
    value,
  );
  return true;
}

function toMarker(key: string, row: Row): DeleteMarker {
  return { deleteMarker: true, key, versionId: String(row.version), modifiedMs: Number(row.modified_ms) };
}

function toEntry(key: string, row: Row, content: ObjectEntry['content']): ObjectEntry {
  const partChecksums = jsonOf<readonly string[]>(row.part_checksums);
  return {
    key,
    content,
    versionId: String(row.version),
    etag: String(row.etag),
    modifiedMs: Number(row.modified_ms),
    ...toDescribed(row),
    checksum: toChecksum(row),
    partSizes: jsonOf<readonly number[]>(row.part_sizes),
    ...(partChecksums === undefined ? {} : { partChecksums }),
  };
}
