/** One operation on one server, measured: what the client saw, and what of its core the server took for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { signed } from '@seatrial/kit-s3';
import { GENERATOR_CORE } from '../load/measure.ts';
import { median } from '../load/table.ts';
import { type Done, runClient } from './client.ts';
import type { Contender } from './contenders.ts';
import { type ObjectsJob, WARM_UP_SECONDS } from './plans/job.ts';
import type { Served } from './store.ts';

export type Task = Pick<ObjectsJob, 'bucket' | 'operation' | 'bytes' | 'keys' | 'users' | 'seconds'>;

export interface Measured extends Done {
  readonly perSecond: number;
  /** Share of its core. */
  readonly serverCpu: number;
}

/** Makes a bucket and, unless `keys` is 0, fills it. */
export async function fill(
  { url }: Served,
  { account }: Pick<Contender, 'account'>,
  task: Omit<Task, 'operation' | 'seconds'>,
): Promise<Done | null> {
  const path = `/${task.bucket}`;
  const { headers } = signed(account, 'us-east-1', url, { method: 'PUT', path, payloadSha256: 'UNSIGNED-PAYLOAD' });
  const answer = await fetch(`${url}${path}`, { method: 'PUT', headers });
  if (!answer.ok)
    throw new Error(`the bucket ${task.bucket} could not be made: ${answer.status} ${await answer.text()}`);
  if (task.keys === 0) return null;
  const done = await runClient(
    'objects',
    { ...task, url, account, operation: 'fill', seconds: 0 },
    `${GENERATOR_CORE}`,
  );
  if (done.failed > 0 || done.count !== task.keys)
    throw new Error(`${done.count} of ${task.keys} objects were stored, ${done.failed} failed`);
  return done;
}

export async function measure(
  { url, running }: Served,
  { account }: Pick<Contender, 'account'>,
  task: Task,
): Promise<Measured> {
  // What the server still has to do of what came before is not what is measured.
  await sleep(200);
  const before = running.cpuSeconds();
  const done = await runClient('objects', { ...task, url, account }, `${GENERATOR_CORE}`);
  const cpu = running.cpuSeconds() - before;
  return { ...done, perSecond: done.count / done.seconds, serverCpu: cpu / (done.seconds + WARM_UP_SECONDS) };
}

/** Runs it that many times, one after the other. */
export async function inRounds<T>(rounds: number, run: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 1; round <= rounds; round++) results.push(await run(round));
  return results;
}

/** The median of each of its figures by itself; failures are added up. */
export function medianOf(all: readonly Measured[]): Measured {
  const of = (figure: (one: Measured) => number): number => median(all.map(figure));
  return {
    count: of(({ count }) => count),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    seconds: of(({ seconds }) => seconds),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    clientCpu: of(({ clientCpu }) => clientCpu),
    perSecond: of(({ perSecond }) => perSecond),
    serverCpu: of(({ serverCpu }) => serverCpu),
  };
}
