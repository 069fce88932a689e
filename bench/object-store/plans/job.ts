/** What the bench asks of a plan, as JSON in the environment: it holds keys, and settings are shown in reports. */

import type { Account } from '@seatrial/kit-s3';
import { type System, system } from 'seatrial';

export interface ObjectsJob {
  readonly url: string;
  readonly account: Account;
  readonly bucket: string;
  readonly operation: 'fill' | 'get' | 'put' | 'list';
  /** Of one object. */
  readonly bytes: number;
  /** Objects there are, or are to be; PUTs replace them in turn. */
  readonly keys: number;
  readonly users: number;
  /** Measured, after a warm-up. */
  readonly seconds: number;
}

export interface FilesJob {
  readonly url: string;
  readonly apiKey: string;
  readonly operation: 'upload' | 'download' | 'metadata' | 'list';
  /** Of one file. */
  readonly bytes: number;
  readonly ids: readonly string[];
  /** In all, shared by the users. */
  readonly times: number;
  readonly users: number;
}

export const MEASURED = 'measured';
export const WARM_UP_SECONDS = 2;

/** The job and the server it is about. */
export function asked<Job extends { readonly url: string }>(): { job: Job; server: System } {
  const text = process.env.BENCH_JOB;
  if (text === undefined) throw new Error('BENCH_JOB is not set; this plan is started by `npm run bench:object-store`');
  const job = JSON.parse(text) as Job;
  return { job, server: system('server', { url: job.url }) };
}

/** The name of an object that `fill` puts and the others read. */
export function keyOf(index: number): string {
  return `object-${String(index).padStart(7, '0')}`;
}
