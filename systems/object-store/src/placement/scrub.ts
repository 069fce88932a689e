/** Looks at every copy of every chunk, at a rate that leaves the disks to those who need them, and has bad ones repaired. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@seatrial/service-log';
import type { ChunkStore } from '../chunks/chunk-store.ts';
import type { ChunkRef } from '../contents/content-store.ts';
import type { Counters } from './counters.ts';
import type { ChunkPages } from './locate.ts';

const PAGE_CHUNKS = 500;

export interface Scrub {
  readonly metadata: ChunkPages;
  /** The servers that answer; others are looked at next time. */
  readonly store: (server: string) => ChunkStore | undefined;
  readonly repair: (chunk: ChunkRef, server: string) => Promise<void>;
  readonly counters: Counters;
  readonly log: Logger;
  readonly bytesPerSecond: number;
}

/**
 * One walk over all chunks; ends early when `signal` says so. It begins anywhere, for it can take days: gateways that are started again
 * before it ends must not look at the same chunks each time.
 */
export async function scrub(parts: Scrub, signal: AbortSignal): Promise<void> {
  const begin = randomBytes(16).toString('hex');
  await walk(parts, begin, undefined, signal);
  await walk(parts, '', begin, signal);
}

/** The chunks after `from`, up to `last`. */
async function walk(parts: Scrub, from: string, last: string | undefined, signal: AbortSignal): Promise<void> {
  for (let after = from; !signal.aborted; ) {
    const page = await parts.metadata.chunks(after, PAGE_CHUNKS);
    for (const chunk of page) {
      if (last !== undefined && chunk.id > last) return;
      for (const server of chunk.servers) {
        if (signal.aborted) return;
        await look(parts, chunk, server);
        await sleep((chunk.sizeBytes / parts.bytesPerSecond) * 1000, undefined, { signal }).catch(() => undefined);
      }
    }
    after = page.at(-1)?.id ?? '';
    if (page.length < PAGE_CHUNKS) return;
  }
}

async function look({ store, repair, counters, log }: Scrub, chunk: ChunkRef, server: string): Promise<void> {
  try {
    const verdict = await store(server)?.verify(chunk.id);
    if (verdict === undefined) return;
    counters.scrubbedCopies += 1;
    counters.scrubbedBytes += chunk.sizeBytes;
    if (verdict === 'sound') return;
    log.warn({ chunk: chunk.id, server, verdict }, 'the scrub found a bad copy');
    await repair(chunk, server);
  } catch (error) {
    log.warn({ err: error, chunk: chunk.id, server }, 'a copy could not be looked at');
  }
}
