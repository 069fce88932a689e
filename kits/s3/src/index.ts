/** Journeys, phases and claims for any S3 endpoint; and what they speak to a bucket with, for journeys of one's own. */
export { type Account, signed } from './account.ts';
export type { BenchmarkBounds, SpeedBounds } from './benchmark.ts';
export { type Asked, Bucket, type Extra, type Page, type Payload, pageOf } from './bucket.ts';
export { type Content, contentOf } from './content.ts';
export type { DurableOptions } from './durable.ts';
export { type S3KitOptions, type S3Parts, s3Kit } from './kit.ts';
export type { LargeOptions } from './large.ts';
export type { ListingOptions } from './listing.ts';
export type { Feature } from './missing-features.ts';
export type { MixBounds } from './mix.ts';
export type { S3Kit } from './part.ts';
export { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';
export type { RangesOptions } from './ranges.ts';
