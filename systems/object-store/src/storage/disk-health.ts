/**
 * How a storage server's disk is: a byte is written and made durable. A heartbeat is answered at once though a busy disk takes its time:
 * then with what was true a while ago, and as failing when the disk has not answered for half a minute: it has to write all that was accepted
 * before the byte that is asked for.
 */
import { within } from '@seatrial/service-time';
import { type ChunkStore, NoSpaceError } from '../chunks/chunk-store.ts';
import type { HealthAnswer } from './protocol.ts';

const PATIENCE_MS = 300;
const KEPT_MS = 30_000;

export function createDiskHealth(
  serverId: string,
  disk: Pick<ChunkStore, 'check'>,
  clock: () => number = () => performance.now(),
): () => Promise<HealthAnswer> {
  const nowhere = { availableBytes: 0, usedBytes: 0, totalBytes: 0 };
  let last: { readonly answer: HealthAnswer; readonly atMs: number } | undefined;
  let running: Promise<HealthAnswer> | undefined;

  async function look(): Promise<HealthAnswer> {
    const answer = await disk.check().then(
      (space): HealthAnswer => ({ serverId, status: 'SERVING', problem: '', ...space }),
      (error: Error): HealthAnswer => {
        const status = error instanceof NoSpaceError ? 'FULL' : 'FAILING';
        return { serverId, status, problem: error.message, ...nowhere };
      },
    );
    last = { answer, atMs: clock() };
    running = undefined;
    return answer;
  }

  return async () => {
    running ??= look();
    return within(PATIENCE_MS, running, () => new Error('late')).catch((): HealthAnswer => {
      if (last !== undefined && clock() - last.atMs < KEPT_MS) return last.answer;
      return { serverId, status: 'FAILING', problem: 'The disk does not answer.', ...nowhere };
    });
  };
}
