/**
 * A server is removed when no chunk names it, and uploads that began before may commit chunks that do: their bytes would be lost. So what
 * names a removed server is not committed, and while one is removed nothing else is.
 */
import { ask, type Questions } from '@seatrial/service-sql';
import type { ChunkRef } from '../contents/content-store.ts';

/** Held by who removes a server, shared by those who commit chunks. Keys lock by numbers below 2^48; the two before this one are taken. */
const LOCK = 2 ** 52 + 2;

/** Until the end of this transaction no chunk is committed. */
export function* holdCommits(): Questions<void> {
  yield* ask('SELECT pg_advisory_xact_lock($1)', LOCK);
}

/** Whether none of these servers was removed; if so, none is until the end of this transaction. */
export function* holdServers(chunks: readonly Pick<ChunkRef, 'servers'>[]): Questions<boolean> {
  const servers = [...new Set(chunks.flatMap((chunk) => chunk.servers))];
  if (servers.length === 0) return true;
  yield* ask('SELECT pg_advisory_xact_lock_shared($1)', LOCK);
  return (yield* ask(`SELECT id FROM server WHERE id = ANY ($1) AND state = 'removed'`, servers)).length === 0;
}
