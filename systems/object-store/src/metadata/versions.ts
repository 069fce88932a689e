/**
 * The versions of a key, one row each: which is the latest, how a new one takes its place, and what remains when one goes. A version's
 * `age` counts down from the key's first, so rows are in order with the newest first; its id begins with the age, so that a listing
 * can go on from a version that has been deleted meanwhile. Everything here runs under the lock of the key.
 */
import { createHash, randomBytes } from 'node:crypto';
import { ask, type Questions, type Row } from '@seatrial/service-sql';
import type { ChunkRef } from '../contents/content-store.ts';
import { releaseContent } from './chunks.ts';
import { describedParameters, json } from './columns.ts';
import type { Versioning } from './interface/buckets.ts';
import type { NewObject, Precondition } from './interface/objects.ts';
import type { Refused } from './interface/refused.ts';

const firstAge = 0xffff_ffff;

/** The id of what was written while the bucket kept no versions. */
export const NULL_VERSION = 'null';

export interface Version {
  readonly age: number;
  readonly versionId: string;
  readonly marker: boolean;
  readonly latest: boolean;
  readonly etag: string;
  readonly content: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface KeyPlace {
  readonly bucketId: number;
  readonly keyBytes: Buffer;
  readonly tenant: string;
  readonly versioning: Versioning;
}

/** The key of a bucket, locked until the end of the transaction: for others who change it, and for whoever deletes the bucket. */
export function* lockKey(bucketId: number, key: string): Questions<KeyPlace | undefined> {
  const [row] = yield* ask(
    'SELECT tenant, versioning, pg_advisory_xact_lock($2) FROM bucket WHERE id = $1 FOR KEY SHARE',
    bucketId,
    lockNumber(`${bucketId}/${key}`),
  );
  if (row === undefined) return undefined;
  const versioning = String(row.versioning) as Versioning;
  return { bucketId, keyBytes: Buffer.from(key), tenant: String(row.tenant), versioning };
}

/** 48 bits of a hash: two names that share a number wait for each other without need, and that is all. */
export function lockNumber(name: string): number {
  return createHash('sha1').update(name).digest().readUIntBE(0, 6);
}

const COLUMNS = 'age, version, marker, latest, etag, content, size_bytes, modified_ms';

export function* latestVersion({ bucketId, keyBytes }: KeyPlace): Questions<Version | undefined> {
  const [row] = yield* ask(
    `SELECT ${COLUMNS} FROM object WHERE bucket_id = $1 AND key = $2 AND latest = 1`,
    bucketId,
    keyBytes,
  );
  return row === undefined ? undefined : toVersion(row);
}

export function* namedVersion(place: KeyPlace, versionId: string): Questions<Version | undefined> {
  const [row] = yield* versionRow(place.bucketId, place.keyBytes, versionId, COLUMNS);
  return row === undefined ? undefined : toVersion(row);
}

/** The row of one version, at most. */
export function* versionRow(
  bucketId: number,
  keyBytes: Buffer,
  versionId: string,
  selected: string,
): Questions<readonly Row[]> {
  const where = `SELECT ${selected} FROM object WHERE bucket_id = $1 AND key = $2 AND version = $3`;
  if (versionId === NULL_VERSION) return yield* ask(where, bucketId, keyBytes, versionId);
  const age = ageOf(versionId);
  return age === undefined ? [] : yield* ask(`${where} AND age = $4`, bucketId, keyBytes, versionId, age);
}

/** The age that a version id was given with; undefined for 'null' and for what is no version id. */
export function ageOf(versionId: string): number | undefined {
  return /^[0-9a-f]{32}$/.test(versionId) ? Number.parseInt(versionId.slice(0, 8), 16) : undefined;
}

/** Why a change must not be made; a delete marker counts as no object. */
export function refusalOf(precondition: Precondition | undefined, latest: Version | undefined): Refused | undefined {
  if (precondition === undefined) return undefined;
  if (precondition.kind === 'as-seen')
    return isAsSeen(precondition, latest) ? undefined : { kind: 'precondition-failed' };
  const present = latest?.marker === true ? undefined : latest;
  if (precondition.kind === 'absent') return present === undefined ? undefined : { kind: 'precondition-failed' };
  if (present === undefined) return { kind: 'no-such-key' };
  const holds = precondition.etag === '*' || precondition.etag === present.etag;
  return holds ? undefined : { kind: 'precondition-failed' };
}

type AsSeen = Extract<Precondition, { readonly kind: 'as-seen' }>;

function isAsSeen(seen: AsSeen, version: Version | undefined): boolean {
  return version?.modifiedMs === seen.modifiedMs && version.latest === seen.latest;
}

/** What a new version of this key would replace: nothing while versions are kept, otherwise the null version. */
export function* replacedVersion(place: KeyPlace, latest: Version | undefined): Questions<Version | undefined> {
  if (place.versioning === 'enabled' || latest === undefined) return undefined;
  return latest.versionId === NULL_VERSION ? latest : yield* namedVersion(place, NULL_VERSION);
}

/** Put on top of a key: an object, or a marker that hides what is below. */
export type NewVersion =
  | { readonly marker: true; readonly modifiedMs: number }
  | {
      readonly marker: false;
      readonly object: Omit<NewObject, 'key' | 'content'>;
      readonly content: string;
      readonly sizeBytes: number;
    };

/** Makes the new version the latest, in the place of the replaced one when there is one, whose chunks it hands back. */
export function* pushVersion(
  place: KeyPlace,
  latest: Version | undefined,
  replaced: Version | undefined,
  version: NewVersion,
): Questions<{ readonly versionId: string; readonly released: readonly ChunkRef[] }> {
  const released = replaced === undefined ? [] : yield* removeVersion(place, replaced);
  if (latest !== undefined && latest !== replaced) yield* setLatest(place, latest.age, 0);
  const age = (latest?.age ?? firstAge + 1) - 1;
  const versionId =
    place.versioning === 'enabled' ? age.toString(16).padStart(8, '0') + randomBytes(12).toString('hex') : NULL_VERSION;
  yield* ask(
    `INSERT INTO object (bucket_id, key, age, version, latest, marker, content, size_bytes, etag, modified_ms,
     headers, tags, acl, checksum, part_sizes, part_checksums)
     VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    place.bucketId,
    place.keyBytes,
    age,
    versionId,
    ...(version.marker
      ? [1, '', 0, '', version.modifiedMs, '{}', '{}', null, null, null, null]
      : [
          0,
          version.content,
          version.sizeBytes,
          version.object.etag,
          version.object.modifiedMs,
          ...describedParameters(version.object),
          json(version.object.checksum),
          json(version.object.partSizes),
          json(version.object.partChecksums),
        ]),
  );
  return { versionId, released };
}

/** Takes one version away and hands back its chunks. Which version is the latest then is the caller's to say. */
export function* removeVersion(place: KeyPlace, { age, content }: Version): Questions<readonly ChunkRef[]> {
  yield* ask('DELETE FROM object WHERE bucket_id = $1 AND key = $2 AND age = $3', place.bucketId, place.keyBytes, age);
  return content === '' ? [] : yield* releaseContent(content);
}

/** After the latest version was removed: the newest of the others becomes it. */
export function* promoteNewest(place: KeyPlace): Questions<void> {
  const [row] = yield* ask(
    'SELECT age FROM object WHERE bucket_id = $1 AND key = $2 ORDER BY age LIMIT 1',
    place.bucketId,
    place.keyBytes,
  );
  if (row !== undefined) yield* setLatest(place, Number(row.age), 1);
}

function* setLatest({ bucketId, keyBytes }: KeyPlace, age: number, latest: 0 | 1): Questions<void> {
  yield* ask(
    'UPDATE object SET latest = $4 WHERE bucket_id = $1 AND key = $2 AND age = $3',
    bucketId,
    keyBytes,
    age,
    latest,
  );
}

function toVersion(row: Row): Version {
  return {
    age: Number(row.age),
    versionId: String(row.version),
    marker: Number(row.marker) === 1,
    latest: Number(row.latest) === 1,
    etag: String(row.etag),
    content: String(row.content),
    sizeBytes: Number(row.size_bytes),
    modifiedMs: Number(row.modified_ms),
  };
}
