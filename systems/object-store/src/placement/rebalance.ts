/**
 * Moves chunks to where the ring wants them: after servers came, drain or were lost. Copy first, then the metadata by compare-and-set, then
 * remove; so there is no moment with a copy less, and who lost the race between two gateways changes nothing. Readers that know
 * only the old servers ask the metadata again.
 */
import type { Logger } from '@seatrial/service-log';
import type { ChunkRef } from '../contents/content-store.ts';
import type { Chunks } from '../metadata/interface/chunks.ts';
import { copyChunk } from './copy-chunk.ts';
import type { Counters } from './counters.ts';
import type { Membership } from './membership.ts';

const PAGE_CHUNKS = 500;

export interface Rebalance {
  readonly membership: Membership;
  readonly metadata: Pick<Chunks, 'chunks' | 'moveChunk'>;
  readonly counters: Counters;
  readonly log: Logger;
}

/**
 * One walk over all chunks; ends early when `signal` says so. Resolves with how many are not where they belong, because a server that
 * should have them is away or failed: they stay where they are.
 */
export async function rebalance(parts: Rebalance, signal: AbortSignal): Promise<number> {
  let unsettled = 0;
  for (let after = ''; !signal.aborted; ) {
    const page = await parts.metadata.chunks(after, PAGE_CHUNKS);
    for (const chunk of page) {
      if (signal.aborted) break;
      const settled = await settle(parts, chunk).catch((error: unknown) => {
        parts.log.warn({ err: error, chunk: chunk.id }, 'a chunk could not be moved to where it belongs');
        return false;
      });
      if (!settled) unsettled += 1;
    }
    if (page.length < PAGE_CHUNKS) break;
    after = page.at(-1)?.id ?? '';
  }
  return unsettled;
}

/** Whether the chunk is where it belongs now. */
async function settle({ membership, metadata, counters }: Rebalance, chunk: ChunkRef): Promise<boolean> {
  const wanted = membership.wanted(chunk.id);
  const has = (server: string): boolean => chunk.servers.includes(server);
  if (wanted.every(has) && chunk.servers.every((server) => wanted.includes(server))) return true;
  const copied: string[] = [];
  for (const server of wanted) {
    const target = membership.store(server);
    if (has(server) || target === undefined || !membership.isUp(server)) continue;
    await copyChunk(chunk, sourcesOf(membership, chunk), target);
    copied.push(server);
  }
  // Where a wanted server could not take its copy, an old one stays.
  const settled = wanted.filter((server) => has(server) || copied.includes(server));
  const spare = byWorth(
    membership,
    chunk.servers.filter((server) => !settled.includes(server)),
  );
  const to = [...settled, ...spare.slice(0, Math.max(0, wanted.length - settled.length))];
  if (to.length === 0 || (copied.length === 0 && to.length === chunk.servers.length)) return false;
  if (!(await metadata.moveChunk(chunk.id, chunk.servers, to))) return true;
  counters.movedChunks += 1;
  const dropped = chunk.servers.filter((server) => !to.includes(server));
  // What cannot be reached is removed by the cleanup when it is back.
  await Promise.allSettled(dropped.map((server) => membership.store(server)?.remove(chunk.id)));
  return settled.length === wanted.length;
}

function sourcesOf(membership: Membership, chunk: ChunkRef) {
  return byWorth(membership, chunk.servers).flatMap((server) => membership.store(server) ?? []);
}

/** Those that answer first, those that were given up last. */
function byWorth(membership: Membership, servers: readonly string[]): string[] {
  const worth = (server: string): number => (membership.isUp(server) ? 2 : membership.isLost(server) ? 0 : 1);
  return [...servers].sort((a, b) => worth(b) - worth(a));
}
