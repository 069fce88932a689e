/** Journeys, phases and claims for any S3 endpoint. */
export type { Account } from './account.ts';
export { type S3KitOptions, s3Kit, together } from './kit.ts';
export type { Part, S3Kit } from './part.ts';
