/**
 * What goes on in the background as long as a gateway runs, and how often. Each job is a file of its own; this one knows the times, and
 * what one of several gateways is enough for.
 */
import type { Logger } from '@seatrial/service-log';
import { every, ledBy, type Repeated } from '@seatrial/service-time';
import { removeOrphans } from '../cleanup/orphan-chunks.ts';
import type { ContentStore } from '../contents/content-store.ts';
import type { Chunks } from '../metadata/interface/chunks.ts';
import type { Sessions } from '../metadata/interface/sessions.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Counters } from './counters.ts';
import type { Membership } from './membership.ts';
import { rebalance } from './rebalance.ts';
import { type Scrub, scrub } from './scrub.ts';
import { removeStrays } from './strays.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const BEAT_EVERY_MS = SECOND_MS;
const REFRESH_EVERY_MS = 5 * SECOND_MS;
const REBALANCE_LOOK_EVERY_MS = 2 * SECOND_MS;
/** When something could not be moved, or a server drains: uploads that began before still write to it. */
const REBALANCE_AGAIN_AFTER_MS = 30 * SECOND_MS;
/** When nothing seems to have changed. */
const REBALANCE_ANYWAY_AFTER_MS = 10 * MINUTE_MS;
const CLEANUP_EVERY_MS = 10 * MINUTE_MS;
const SCRUB_EVERY_MS = HOUR_MS;
/** Not at the start, when there is enough to do, and not at the same moment in all gateways; but soon, for some do not live for an hour. */
const FIRST_SCRUB_AFTER_MS = { least: MINUTE_MS, most: 10 * MINUTE_MS };
export const SCRUB_BYTES_PER_SECOND = 32 * 1024 * 1024;

/** Chunks younger than this are left alone, whatever the metadata says: two clocks may differ. */
const YOUNG_MS = 10 * MINUTE_MS;

export interface Kept {
  readonly metadata: Pick<Metadata, 'leads'> & Chunks & Sessions;
  readonly contents: ContentStore;
  readonly counters: Counters;
  readonly log: Logger;
  readonly nowMs: () => number;
}

/** Heartbeats, the list of servers, and chunks on their way to where they belong. */
export function startMembershipJobs(membership: Membership, { metadata, counters, log }: Kept): Repeated[] {
  let settled = '';
  let walkAtMs = 0;
  return [
    every(BEAT_EVERY_MS, 'heartbeat', () => membership.beat(), log),
    every(REFRESH_EVERY_MS, 'refresh of the ring', () => membership.refresh(), log),
    every(
      REBALANCE_LOOK_EVERY_MS,
      'rebalance',
      ledBy(metadata, async (signal) => {
        const signature = membership.signature();
        if (signature === settled && performance.now() < walkAtMs) return;
        const unsettled = await rebalance({ membership, metadata, counters, log }, signal);
        settled = signature;
        const again = unsettled > 0 || membership.list().some(({ state }) => state === 'draining');
        walkAtMs = performance.now() + (again ? REBALANCE_AGAIN_AFTER_MS : REBALANCE_ANYWAY_AFTER_MS);
      }),
      log,
    ),
  ];
}

/** Ends what nobody renews, and removes what nothing refers to. `servers` are those that can be asked now. */
export function startCleanup(
  kept: Kept,
  servers: () => readonly string[],
  store: Scrub['store'],
  wanted: (chunkId: string) => readonly string[],
): Repeated {
  const { metadata, contents, counters, log, nowMs } = kept;
  const round = async (signal: AbortSignal): Promise<void> => {
    const { released } = await metadata.expireSessions(nowMs());
    contents.remove(released);
    for (const server of servers()) {
      const chunks = store(server);
      if (chunks === undefined || signal.aborted) continue;
      counters.removedOrphans += await removeOrphans(chunks, metadata, nowMs() - YOUNG_MS);
      counters.removedOrphans += await removeStrays({ metadata, wanted, nowMs }, server, chunks, signal);
    }
  };
  return every(CLEANUP_EVERY_MS, 'cleanup', ledBy(metadata, round), log);
}

export function startScrub(parts: Scrub & Pick<Kept, 'metadata'>): Repeated {
  const { least, most } = FIRST_SCRUB_AFTER_MS;
  const firstAfterMs = least + Math.random() * (most - least);
  const round = ledBy(parts.metadata, (signal) => scrub(parts, signal));
  return every(SCRUB_EVERY_MS, 'scrub', round, parts.log, firstAfterMs);
}
