/** What every part of the kit is given. */
import type { JourneyContext, System } from 'seatrial';
import type { Account } from './account.ts';
import { Bucket } from './bucket.ts';

/** What the parts of the kit share. */
export interface S3Kit {
  readonly system: System;
  /** The first one owns what a part makes for itself. */
  readonly accounts: readonly [Account, ...Account[]];
  readonly region: string;
  bucketOf(account: Account): string;
  /** The length of a phase that takes `full` seconds unless the trial is to be brief. */
  seconds(full: number): `${number}s`;
  /** How often something is done that is done `full` times unless the trial is to be brief. */
  count(full: number): number;
}

/** The account of a user: users take turns. */
export function accountOf(t: JourneyContext, kit: S3Kit): Account {
  return kit.accounts[(t.user.index - 1) % kit.accounts.length] ?? kit.accounts[0];
}

/** The bucket of that account, which `prepare` makes. */
export function bucketOfUser(t: JourneyContext, kit: S3Kit): Bucket {
  const account = accountOf(t, kit);
  return new Bucket(t, account, kit.region, kit.bucketOf(account));
}

/** The same bucket for every user. */
export function bucketOfFirst(t: JourneyContext, kit: S3Kit): Bucket {
  return new Bucket(t, kit.accounts[0], kit.region, kit.bucketOf(kit.accounts[0]));
}

/** A bucket of the first account for one purpose, to be made by who uses it. */
export function ownBucket(t: JourneyContext, kit: S3Kit, purpose: string): Bucket {
  return new Bucket(t, kit.accounts[0], kit.region, ownBucketName(kit, purpose));
}

export function ownBucketName(kit: S3Kit, purpose: string): string {
  return `${kit.bucketOf(kit.accounts[0])}-${purpose}`;
}
