/** The three listings of a bucket: its objects, their versions, its uploads in progress. They differ in what a row is; `foldedPage` is the same. */
import { ask, type Questions, type Row } from '@seatrial/service-sql';
import { bytesOf, toChecksum } from './columns.ts';
import { type Fetch, foldedPage, type PlacedRow } from './folded-page.ts';
import type {
  ListedObject,
  ListedVersion,
  ListPage,
  ListQuery,
  VersionsPage,
  VersionsQuery,
} from './interface/objects.ts';
import type { UploadsPage } from './interface/uploads.ts';
import { toUpload, uploadWithExpiry } from './uploads.ts';
import { ageOf, versionRow } from './versions.ts';

export function* list(bucketId: number, query: ListQuery): Questions<ListPage> {
  const fetch: Fetch = function* ({ key, tie }, limit) {
    const rows = yield* ask(
      `SELECT key, size_bytes, etag, modified_ms, checksum FROM object
       WHERE bucket_id = $1 AND key ${tie === undefined ? '>=' : '>'} $2 AND latest = 1 AND marker = 0 ORDER BY key LIMIT $3`,
      bucketId,
      key,
      limit,
    );
    return rows.map((row) => ({ key: bytesOf(row.key), tie: 0, row }));
  };
  const { rows, commonPrefixes, last } = yield* foldedPage(fetch, query);
  const continueAfter = typeof last === 'object' ? last.key.toString() : last;
  return { objects: rows.map(toListed), commonPrefixes, continueAfter };
}

function toListed({ key, row }: PlacedRow): ListedObject {
  return {
    key: key.toString(),
    sizeBytes: Number(row.size_bytes),
    etag: String(row.etag),
    modifiedMs: Number(row.modified_ms),
    checksum: toChecksum(row),
  };
}

export function* listVersions(bucketId: number, query: VersionsQuery): Questions<VersionsPage> {
  const fetch: Fetch = function* ({ key, tie }, limit) {
    const rows = yield* ask(
      `SELECT key, age, version, latest, marker, size_bytes, etag, modified_ms, checksum FROM object
       WHERE bucket_id = $1 AND (key, age) > ($2, $3) ORDER BY key, age LIMIT $4`,
      bucketId,
      key,
      tie ?? Number.MIN_SAFE_INTEGER,
      limit,
    );
    return rows.map((row) => ({ key: bytesOf(row.key), tie: Number(row.age), row }));
  };
  const { rows, commonPrefixes, last } = yield* foldedPage(fetch, query, yield* ageAfter(bucketId, query));
  return {
    versions: rows.map(toListedVersion),
    commonPrefixes,
    continueAfter:
      typeof last === 'object'
        ? { key: last.key.toString(), versionId: String(last.row.version) }
        : last === undefined
          ? undefined
          : { key: last, versionId: undefined },
  };
}

/**
 * The age to go on behind. A version that was deleted meanwhile still says its age; only the null version does not, and then all versions
 * of the key are listed (again) rather than one of them left out.
 */
function* ageAfter(bucketId: number, { after, afterVersionId }: VersionsQuery): Questions<number | undefined> {
  if (afterVersionId === undefined) return undefined;
  const age = ageOf(afterVersionId);
  if (age !== undefined) return age;
  const [row] = yield* versionRow(bucketId, Buffer.from(after), afterVersionId, 'age');
  return row === undefined ? Number.MIN_SAFE_INTEGER : Number(row.age);
}

function toListedVersion({ key, row }: PlacedRow): ListedVersion {
  return {
    key: key.toString(),
    versionId: String(row.version),
    latest: Number(row.latest) === 1,
    deleteMarker: Number(row.marker) === 1,
    sizeBytes: Number(row.size_bytes),
    etag: String(row.etag),
    modifiedMs: Number(row.modified_ms),
    checksum: toChecksum(row),
  };
}

export function* listUploads(
  bucketId: number,
  query: ListQuery & { readonly afterUploadId: string | undefined },
): Questions<UploadsPage> {
  const fetch: Fetch = function* ({ key, tie }, limit) {
    const rows: readonly Row[] = yield* ask(
      `${uploadWithExpiry} WHERE bucket_id = $1 AND (key, upload.id) > ($2, $3) ORDER BY key, upload.id LIMIT $4`,
      bucketId,
      key,
      tie ?? '',
      limit,
    );
    return rows.map((row) => ({ key: bytesOf(row.key), tie: String(row.id), row }));
  };
  const { rows, commonPrefixes, last } = yield* foldedPage(fetch, query, query.afterUploadId || undefined);
  return {
    uploads: rows.map(({ row }) => toUpload(row)),
    commonPrefixes,
    continueAfter:
      typeof last === 'object'
        ? { key: last.key.toString(), uploadId: String(last.tie) }
        : last === undefined
          ? undefined
          : { key: last, uploadId: '' },
  };
}
