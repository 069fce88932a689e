/** What every part of the kit is given, and what it gives back. */
import type { Claim, Phase, System } from 'seatrial';
import type { Account } from './account.ts';

/** What the parts of the kit share. */
export interface S3Kit {
  readonly system: System;
  readonly accounts: readonly Account[];
  readonly region: string;
  bucketOf(account: Account): string;
  /** The length of a phase that takes `full` seconds unless the trial is to be brief. */
  seconds(full: number): `${number}s`;
}

/** Phases with the claims that are judged on them. */
export interface Part {
  readonly phases: readonly Phase[];
  readonly claims: readonly Claim[];
}
