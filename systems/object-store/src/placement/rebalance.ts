/**
 * Moves chunks to where the ring wants them: after servers came, drain or were lost. Copy first, then the metadata by compare-and-set, then
 * remove; so there is no moment with a copy less, and who lost the race between two gateways changes nothing. Readers that know
 * only the old servers ask the metadata again.
 */
import type { ChunkRef } from '../contents/content-store.ts';
import type { Logger } from '../log.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { copyChunk } from './copy-chunk.ts';
import type { Counters } from './counters.ts';
import type { Membership } from './membership.ts';

const pageChunks = 500;

export interface Rebalance {
  readonly membership: Membership;
  readonly metadata: Pick<Metadata, 'chunks' | 'moveChunk'>;
  readonly counters: Counters;
  readonly log: Logger;
}

/** One walk over all chunks; ends early when `signal` says so. A chunk that cannot be moved now stays where it is. */
export async function rebalance(parts: Rebalance, signal: AbortSignal): Promise<void> {
  for (let after = ''; !signal.aborted; ) {
    const page = await parts.metadata.chunks(after, pageChunks);
    for (const chunk of page) {
      if (signal.aborted) return;
      await settle(parts, chunk).catch((error: unknown) =>
        parts.log.warn({ err: error, chunk: chunk.id }, 'a chunk could not be moved to where it belongs'),
      );
    }
    after = page.at(-1)?.id ?? '';
    if (page.length < pageChunks) return;
  }
}

async function settle({ membership, metadata, counters }: Rebalance, chunk: ChunkRef): Promise<void> {
  const wanted = membership.wanted(chunk.id);
  const has = (server: string): boolean => chunk.servers.includes(server);
  if (wanted.every(has) && chunk.servers.every((server) => wanted.includes(server))) return;
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
  if (to.length === 0 || (copied.length === 0 && to.length === chunk.servers.length)) return;
  if (!(await metadata.moveChunk(chunk.id, chunk.servers, to))) return;
  counters.movedChunks += 1;
  const dropped = chunk.servers.filter((server) => !to.includes(server));
  // What cannot be reached is removed by the cleanup when it is back.
  await Promise.allSettled(dropped.map((server) => membership.store(server)?.remove(chunk.id)));
}

function sourcesOf(membership: Membership, chunk: ChunkRef) {
  return byWorth(membership, chunk.servers).flatMap((server) => membership.store(server) ?? []);
}

/** Those that answer first, those that were given up last. */
function byWorth(membership: Membership, servers: readonly string[]): string[] {
  const worth = (server: string): number => (membership.isUp(server) ? 2 : membership.isLost(server) ? 0 : 1);
  return [...servers].sort((a, b) => worth(b) - worth(a));
}
