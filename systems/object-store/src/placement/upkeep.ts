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

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

const beatEveryMs = secondMs;
const refreshEveryMs = 5 * secondMs;
const rebalanceLookEveryMs = 2 * secondMs;
/** When something could not be moved, or a server drains: uploads that began before still write to it. */
const rebalanceAgainAfterMs = 30 * secondMs;
/** When nothing seems to have changed. */
const rebalanceAnywayAfterMs = 10 * minuteMs;
const cleanupEveryMs = 10 * minuteMs;
const scrubEveryMs = hourMs;
/** Not at the start, when there is enough to do, and not at the same moment in all gateways; but soon, for some do not live for an hour. */
const firstScrubAfterMs = { least: minuteMs, most: 10 * minuteMs };
export const scrubBytesPerSecond = 32 * 1024 * 1024;

/** Chunks younger than this are left alone, whatever the metadata says: two clocks may differ. */
const youngMs = 10 * minuteMs;

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
    every(beatEveryMs, 'heartbeat', () => membership.beat(), log),
    every(refreshEveryMs, 'refresh of the ring', () => membership.refresh(), log),
    every(
      rebalanceLookEveryMs,
      'rebalance',
      ledBy(metadata, async (signal) => {
        const signature = membership.signature();
        if (signature === settled && performance.now() < walkAtMs) return;
        const unsettled = await rebalance({ membership, metadata, counters, log }, signal);
        settled = signature;
        const again = unsettled > 0 || membership.list().some(({ state }) => state === 'draining');
        walkAtMs = performance.now() + (again ? rebalanceAgainAfterMs : rebalanceAnywayAfterMs);
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
      counters.removedOrphans += await removeOrphans(chunks, metadata, nowMs() - youngMs);
      counters.removedOrphans += await removeStrays({ metadata, wanted, nowMs }, server, chunks, signal);
    }
  };
  return every(cleanupEveryMs, 'cleanup', ledBy(metadata, round), log);
}

export function startScrub(parts: Scrub & Pick<Kept, 'metadata'>): Repeated {
  const { least, most } = firstScrubAfterMs;
  const firstAfterMs = least + Math.random() * (most - least);
  const round = ledBy(parts.metadata, (signal) => scrub(parts, signal));
  return every(scrubEveryMs, 'scrub', round, parts.log, firstAfterMs);
}
