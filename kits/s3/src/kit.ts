/**
 * The kit for any S3 endpoint: parts of a trial, each with its phases and claims, to be picked and put together. It
 * knows nothing of how the store is built; what needs control over its processes takes the instance to be controlled.
 */
import type { DurationText, InstanceRef, Part, System } from 'seatrial';
import { access } from './access.ts';
import type { Account } from './account.ts';
import { type BenchmarkBounds, benchmark } from './benchmark.ts';
import { concurrency } from './concurrency.ts';
import { conditions } from './conditions.ts';
import { cors } from './cors.ts';
import { crash, type DurableOptions, durable } from './durable.ts';
import { integrity } from './integrity.ts';
import { type LargeOptions, large } from './large.ts';
import { lifecycle } from './lifecycle.ts';
import { type ListingOptions, listing } from './listing.ts';
import { type Feature, missingFeatures } from './missing-features.ts';
import { type MixBounds, mix, soak } from './mix.ts';
import { multipart } from './multipart.ts';
import type { S3Kit } from './part.ts';
import { prepare } from './prepare.ts';
import { presigned } from './presigned.ts';
import { type RangesOptions, ranges } from './ranges.ts';
import { replacing } from './replacing.ts';
import { tags } from './tags.ts';
import { tenants } from './tenants.ts';
import { versions } from './versions.ts';

export interface S3KitOptions {
  /** The store: started by the plan, or an endpoint. */
  system: System;
  /** At least one; isolation needs at least two that must not reach each other. */
  accounts: readonly [Account, ...Account[]];
  region?: string;
  /** Begins the name of every bucket; 3 to 40 characters. Bucket names are shared by all users of a store. */
  bucketPrefix?: string;
  /** Half of the time and of the rounds, but for the crash: long enough to disprove a claim, too short to quote a figure. */
  brief?: boolean;
}

/**
 * The parts of an S3 trial. Each needs what `prepare` makes, which runs before it, and once.
 * @example
 * const s3 = s3Kit({ system: store, accounts });
 * const parts = [
 *   s3.benchmark({ '4KiB': { p95: { GET: '75ms' } } }),
 *   s3.tenants(),
 *   s3.crash(store.instance(1), { within: '5s' }),
 * ];
 * export default defineTrial({ name: 's3', systems: [store], secrets: s3.secrets, ...assemble(parts) });
 */
export function s3Kit(options: S3KitOptions) {
  const prefix = options.bucketPrefix ?? 'seatrial';
  const kit: S3Kit = {
    system: options.system,
    accounts: options.accounts,
    region: options.region ?? 'us-east-1',
    seconds: (full) => `${options.brief ? full / 2 : full}s`,
    count: (full) => (options.brief ? Math.ceil(full / 2) : full),
    bucketOf: (account) => `${prefix}-${account.tenant}`.toLowerCase(),
  };
  const prepared = prepare(kit);
  const prepares = (part: Part): Part => ({ ...part, needs: [prepared] });
  return {
    /** Values that must not appear in evidence: pass them to `defineTrial`. */
    secrets: options.accounts.map((account) => account.secretAccessKey),
    /** The name of an account's bucket. */
    bucketOf: kit.bucketOf,
    /** Creates a bucket for each account and the objects that are read later. */
    prepare: () => prepared,
    /** PUT, GET, HEAD, LIST, DELETE at 4 KiB and 1 MiB, every answer checked; speed is claimed where bounds are given. */
    benchmark: (bounds?: BenchmarkBounds) => prepares(benchmark(kit, bounds)),
    /** From 1 to 200 connections. */
    concurrency: (bounds?: { p99?: DurationText }) => prepares(concurrency(kit, bounds)),
    /** 70 % reads, 25 % writes, 5 % lists. */
    mix: (bounds?: MixBounds) => prepares(mix(kit, bounds)),
    /** The same mix for that long. */
    soak: (options: { minutes: number } & MixBounds) => prepares(soak(kit, options)),
    /** Damaged uploads, wrong signatures, lists in pages, what is gone after a delete. */
    integrity: () => prepares(integrity(kit)),
    /** Every account at once, each trying what belongs to another. */
    tenants: () => prepares(tenants(kit)),
    /** Uploads in parts: whole, wrong, aborted. */
    multipart: () => prepares(multipart(kit)),
    /** Every kind of range. */
    ranges: (options?: RangesOptions) => prepares(ranges(kit, options)),
    /** Many conditional writes at once. */
    conditions: () => prepares(conditions(kit)),
    /** Objects that are replaced and deleted while they are read. */
    replacing: () => prepares(replacing(kit)),
    /** For stores that keep versions. */
    versions: () => prepares(versions(kit)),
    /** That many keys, listed in every size of page. */
    listing: (options: ListingOptions) => prepares(listing(kit, options)),
    /** Objects that fit in no memory, up and down, in one PUT and in parts. */
    large: (size: LargeOptions) => prepares(large(kit, size)),
    /** Bucket policies and access lists: Deny wins, and nobody gets in who was not let in. */
    access: () => prepares(access(kit)),
    /** Presigned URLs and upload forms: used rightly, wrongly and too late. */
    presigned: () => prepares(presigned(kit)),
    /** Tags of objects and buckets: kept, replaced, refused. */
    tags: () => prepares(tags(kit)),
    /** Which pages a browser is told may ask. */
    cors: () => prepares(cors(kit)),
    /** What the store says it does not have; default: everything known here that stores lack. */
    missingFeatures: (features?: readonly Feature[]) => prepares(missingFeatures(kit, features)),
    /** For stores that look at lifecycle rules within so many seconds. */
    lifecycle: (patience: { withinS: number }) => prepares(lifecycle(kit, patience)),
    /** Writes while something bad is done, and reads every acknowledged object back. */
    durable: (options: DurableOptions) => prepares(durable(kit, options)),
    /** Kills the instance in the middle of writes and reads every acknowledged object back. */
    crash: (instance: InstanceRef, recovers: DurableOptions['recovers']) => prepares(crash(kit, instance, recovers)),
  };
}

/** What `s3Kit` gives. */
export type S3Parts = ReturnType<typeof s3Kit>;
