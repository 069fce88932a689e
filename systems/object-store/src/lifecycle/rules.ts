/**
 * Lifecycle rules of a bucket, and when each of them is due. Pure: time comes in as a number, and days end at midnight UTC, so that
 * something that was written at 10:30 and lives for one day goes at the end of the next day. Source: "Lifecycle rules: examples" and
 * "Setting lifecycle configuration", Amazon S3 user guide.
 */
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Tags } from '../metadata/interface/objects.ts';

export interface LifecycleFilter {
  readonly prefix: string;
  /** All of them. */
  readonly tags: Tags;
  readonly largerThanBytes: number | undefined;
  readonly smallerThanBytes: number | undefined;
}

export type Expiration =
  | { readonly by: 'days'; readonly days: number }
  | { readonly by: 'date'; readonly dateMs: number }
  /** Only delete markers that nothing is left under. */
  | { readonly by: 'lone-delete-marker' };

export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly filter: LifecycleFilter;
  /** It was written with a `Prefix` of its own, as before there were filters, and is told so. */
  readonly ownPrefix?: true;
  readonly expiration: Expiration | undefined;
  /** Versions that have been replaced for this long, but for the newest `keep` of them. */
  readonly noncurrent: { readonly days: number; readonly keep: number } | undefined;
  readonly abortUploadsAfterDays: number | undefined;
}

/** A version and where it stands among the versions of its key. */
export interface PlacedVersion {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly deleteMarker: boolean;
  /** When a newer version took its place; undefined for the latest. */
  readonly replacedMs: number | undefined;
  /** How many versions are newer and not the latest. */
  readonly newerReplaced: number;
  /** There is no older version. */
  readonly oldest: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Example: three days after 15 January, 10:30, is 19 January, 0:00. */
export function midnightAfter(startMs: number, days: number): number {
  return (Math.floor(startMs / DAY_MS) + days + 1) * DAY_MS;
}

/** The bucket's rules that are enabled; none when it has no lifecycle. */
export function rulesOf(bucket: Pick<Bucket, 'settings'>): readonly LifecycleRule[] {
  if (bucket.settings.lifecycle === undefined) return [];
  const rules = JSON.parse(bucket.settings.lifecycle) as readonly LifecycleRule[];
  return rules.filter(({ enabled }) => enabled);
}

/** The rules by which this version is to go now, as far as can be told without its tags. */
export function rulesDue(rules: readonly LifecycleRule[], version: PlacedVersion, nowMs: number): LifecycleRule[] {
  return rules.filter((rule) => fitsBesidesTags(rule.filter, version) && isDue(rule, version, nowMs));
}

export function hasTags(filter: LifecycleFilter, tags: Tags): boolean {
  return Object.entries(filter.tags).every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
}

function fitsBesidesTags(
  filter: LifecycleFilter,
  object: { readonly key: string; readonly sizeBytes: number },
): boolean {
  return (
    object.key.startsWith(filter.prefix) &&
    object.sizeBytes > (filter.largerThanBytes ?? -1) &&
    object.sizeBytes < (filter.smallerThanBytes ?? Number.POSITIVE_INFINITY)
  );
}

function isDue(rule: LifecycleRule, version: PlacedVersion, nowMs: number): boolean {
  const { expiration, noncurrent } = rule;
  if (version.replacedMs !== undefined) {
    if (noncurrent === undefined || version.newerReplaced < noncurrent.keep) return false;
    return midnightAfter(version.replacedMs, noncurrent.days) <= nowMs;
  }
  if (expiration === undefined) return false;
  if (version.deleteMarker && !version.oldest) return false;
  if (expiration.by === 'lone-delete-marker') return version.deleteMarker;
  return expiresMs(expiration, version.modifiedMs) <= nowMs;
}

function expiresMs(expiration: Exclude<Expiration, { by: 'lone-delete-marker' }>, modifiedMs: number): number {
  return expiration.by === 'date' ? expiration.dateMs : midnightAfter(modifiedMs, expiration.days);
}

export function uploadIsDue(
  rules: readonly LifecycleRule[],
  upload: { readonly key: string; readonly startedMs: number },
  nowMs: number,
): boolean {
  return rules.some(
    ({ filter, abortUploadsAfterDays: days }) =>
      days !== undefined && upload.key.startsWith(filter.prefix) && midnightAfter(upload.startedMs, days) <= nowMs,
  );
}

/** The `x-amz-expiration` header of the present object: when it goes, and by which rule; nothing when it stays. */
export function expirationHeader(
  bucket: Pick<Bucket, 'settings'>,
  object: { readonly key: string; readonly sizeBytes: number; readonly modifiedMs: number; readonly tags: Tags },
): { readonly 'x-amz-expiration'?: string } {
  let first: { readonly atMs: number; readonly id: string } | undefined;
  for (const { id, filter, expiration } of rulesOf(bucket)) {
    if (expiration === undefined || expiration.by === 'lone-delete-marker') continue;
    if (!fitsBesidesTags(filter, object) || !hasTags(filter, object.tags)) continue;
    const atMs = expiresMs(expiration, object.modifiedMs);
    if (first === undefined || atMs < first.atMs) first = { atMs, id };
  }
  if (first === undefined) return {};
  const date = new Date(first.atMs).toUTCString();
  return { 'x-amz-expiration': `expiry-date="${date}", rule-id="${encodeURIComponent(first.id)}"` };
}
