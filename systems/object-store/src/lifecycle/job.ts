/**
 * Lets go of what the lifecycle rules of all buckets say is due, in one round: latest versions, replaced ones, lone delete markers, uploads
 * that were never completed. Walks in pages and removes a few at a time, so its memory and its load are bounded. Every removal holds only
 * for what was seen: what was written or became the latest meanwhile stays. Several gateways may do it at once.
 */
import type { Logger } from '@seatrial/service-log';
import type { ContentStore } from '../contents/content-store.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Objects } from '../metadata/interface/objects.ts';
import type { Upload, Uploads } from '../metadata/interface/uploads.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Counters } from '../placement/counters.ts';
import { placedVersions } from './placed-versions.ts';
import { hasTags, type LifecycleRule, type PlacedVersion, rulesDue, rulesOf, uploadIsDue } from './rules.ts';

const AT_ONCE = 16;
const PAGE_LIMIT = 1000;

export interface LifecycleParts {
  readonly metadata: Pick<Metadata, 'leads' | 'bucketsWith'> & Objects & Uploads;
  readonly contents: ContentStore;
  readonly counters: Counters;
  readonly log: Logger;
  /** The wall clock. */
  readonly nowMs: () => number;
}

export interface Round {
  readonly versions: number;
  readonly uploads: number;
  /** What could not be removed; the log says why. */
  readonly failed: number;
}

/** Resolves when every bucket has been looked through, or the signal has fired and what was begun has ended. */
export async function expireOnce(parts: LifecycleParts, signal: AbortSignal): Promise<Round> {
  const { metadata, log } = parts;
  const round = { versions: 0, uploads: 0, failed: 0 };
  for (const bucket of await metadata.bucketsWith('lifecycle')) {
    const rules = rulesOf(bucket);
    const counted = (kind: 'versions' | 'uploads', key: string, expired: Promise<boolean>): Promise<void> =>
      expired.then(
        (done) => {
          if (done) round[kind] += 1;
        },
        (error: unknown) => {
          round.failed += 1;
          log.warn({ err: error, bucket: bucket.name, key }, 'what is due by a lifecycle rule could not be removed');
        },
      );
    await inBatches(placedVersions(metadata, bucket.id), signal, (version) =>
      counted('versions', version.key, expireVersion(parts, bucket, rules, version)),
    );
    await inBatches(uploadsOf(metadata, bucket.id), signal, (upload) =>
      counted('uploads', upload.key, expireUpload(parts, rules, upload)),
    );
  }
  return round;
}

async function inBatches<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
  act: (item: T) => Promise<void>,
): Promise<void> {
  let running: Promise<void>[] = [];
  for await (const item of items) {
    if (signal.aborted) break;
    running.push(act(item));
    if (running.length < AT_ONCE) continue;
    await Promise.all(running);
    running = [];
  }
  await Promise.all(running);
}

async function expireVersion(
  { metadata, contents, counters, nowMs }: LifecycleParts,
  bucket: Bucket,
  rules: readonly LifecycleRule[],
  version: PlacedVersion,
): Promise<boolean> {
  const due = rulesDue(rules, version, nowMs());
  if (due.length === 0) return false;
  const { key, modifiedMs } = version;
  const latest = version.replacedMs === undefined;
  // What is the latest and an object is hidden where versions are kept, and gone where they are not; the rest is removed by its name.
  const versionId = latest && !version.deleteMarker ? undefined : version.versionId;
  if (!due.some(({ filter }) => Object.keys(filter.tags).length === 0)) {
    const entry = await metadata.object(bucket.id, key, version.versionId);
    if (entry === undefined || 'deleteMarker' in entry || !due.some(({ filter }) => hasTags(filter, entry.tags)))
      return false;
  }
  const outcome = await metadata.deleteObject(bucket.id, key, versionId, { kind: 'as-seen', modifiedMs, latest });
  if (outcome.kind !== 'deleted') return false;
  contents.remove(outcome.released);
  counters[latest ? (version.deleteMarker ? 'expiredMarkers' : 'expiredObjects') : 'expiredVersions'] += 1;
  return true;
}

async function expireUpload(
  { metadata, contents, counters, nowMs }: LifecycleParts,
  rules: readonly LifecycleRule[],
  upload: Upload,
): Promise<boolean> {
  if (!uploadIsDue(rules, upload, nowMs())) return false;
  const outcome = await metadata.abortUpload(upload.id);
  if (outcome.kind !== 'aborted') return false;
  contents.remove(outcome.released);
  counters.expiredUploads += 1;
  return true;
}

async function* uploadsOf(metadata: Uploads, bucketId: number): AsyncGenerator<Upload> {
  const query = { prefix: '', delimiter: '', limit: PAGE_LIMIT };
  let at: { readonly key: string; readonly uploadId: string | undefined } | undefined = {
    key: '',
    uploadId: undefined,
  };
  while (at !== undefined) {
    const page = await metadata.listUploads(bucketId, { ...query, after: at.key, afterUploadId: at.uploadId });
    yield* page.uploads;
    at = page.continueAfter;
  }
}
