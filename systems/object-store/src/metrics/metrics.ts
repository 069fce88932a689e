/**
 * The metrics of one store, in Prometheus' text format. Labels are bounded: operations by the table of routes, servers by the cluster,
 * tenants by the credentials document. A part that does not answer leaves its numbers out and keeps nobody waiting.
 */
import type { Logger } from '@seatrial/service-log';
import {
  type HealthReport,
  patientRead,
  publishCounter,
  publishGauge,
  type Read,
  type Reading,
  Traffic,
} from '@seatrial/service-metrics';
import { kept } from '@seatrial/service-time';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Health, StorePartHealth } from '../health.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Counters } from '../placement/counters.ts';

export interface Metrics {
  readonly traffic: Traffic;
  readonly contentType: string;
  readonly text: () => Promise<string>;
}

export interface MetricsSources {
  readonly metadata: Pick<Metadata, 'chunkCounts' | 'tenants' | 'poolUse'>;
  readonly health: Health;
  readonly counters: Counters;
  /** Those with a label of their own; all others are counted together. */
  readonly tenants: readonly string[];
  readonly log: Logger;
}

/** What names of metrics begin with. */
const PREFIX = 'object_store';
/** Counting all chunks reads all of them: not more often than this, however often the metrics are asked for. */
const CHUNK_COUNTS_KEPT_MS = 15_000;
/** Both numbers of a tenant come from one question. */
const TENANTS_KEPT_MS = 100;

/** No tenant can have this name. */
const OTHERS = '(others)';

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const { log } = sources;
  const gauge = (brief: string, help: string, labelNames: readonly string[], read: Read): void => {
    const name = `${PREFIX}_${brief}`;
    publishGauge(registry, name, help, labelNames, patientRead(name, read, log));
  };
  const traffic = new Traffic(registry, PREFIX);
  publishHealth(gauge, sources.health);
  publishMetadata(gauge, sources);
  for (const [counter, help] of Object.entries(counterHelp)) {
    const name = `${PREFIX}_${counter.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`;
    publishCounter(registry, name, help, [], () => [[{}, sources.counters[counter as keyof Counters]]]);
  }
  collectDefaultMetrics({ register: registry });
  return { traffic, contentType: registry.contentType, text: () => registry.metrics() };
}

/** Without the prefix. */
type PublishGauge = (brief: string, help: string, labelNames: readonly string[], read: Read) => void;

function publishHealth(gauge: PublishGauge, health: Health): void {
  gauge('part_up', '1 for a part whose health is ok, 0 otherwise, as at /health.', ['part'], async () =>
    (await health()).parts.map(({ name, status }): Reading => [{ part: name }, status === 'ok' ? 1 : 0]),
  );
  const placed = ({ parts }: HealthReport<StorePartHealth>) => parts.flatMap(({ place }) => place ?? []);
  for (const [field, what] of [
    ['availableBytes', 'available'],
    ['usedBytes', 'used'],
    ['totalBytes', 'total'],
  ] as const) {
    const help = `Bytes ${what} on the disk of a storage server ("local" when the store keeps bytes itself).`;
    gauge(`storage_${what}_bytes`, help, ['server'], async () =>
      placed(await health()).flatMap(({ server, space }): Reading[] =>
        space === undefined ? [] : [[{ server }, space[field]]],
      ),
    );
  }
}

function publishMetadata(gauge: PublishGauge, { metadata, tenants }: MetricsSources): void {
  const chunkCounts = kept(CHUNK_COUNTS_KEPT_MS, () => metadata.chunkCounts());
  gauge('chunks', 'Copies of chunks by storage server, as the metadata says.', ['server'], async () =>
    [...(await chunkCounts())].map(([server, chunks]): Reading => [{ server }, chunks]),
  );
  const listed = kept(TENANTS_KEPT_MS, () => metadata.tenants());
  for (const field of ['bytes', 'objects'] as const) {
    const help = `What a tenant of the credentials document keeps, in ${field}; "${OTHERS}" for all others together.`;
    gauge(`tenant_${field}`, help, ['tenant'], async () => {
      const sums = new Map(tenants.map((tenant) => [tenant, 0]));
      for (const usage of await listed()) {
        const tenant = tenants.includes(usage.tenant) ? usage.tenant : OTHERS;
        sums.set(tenant, (sums.get(tenant) ?? 0) + usage[field]);
      }
      return [...sums].map(([tenant, sum]): Reading => [{ tenant }, sum]);
    });
  }
  gauge('database_connections', 'Of the pool; none for SQLite.', ['state'], () =>
    Object.entries(metadata.poolUse()).map(([state, connections]): Reading => [{ state }, connections]),
  );
}

const counterHelp: Readonly<Record<keyof Counters, string>> = {
  badCopies: 'Copies that a read or the scrub found damaged or missing.',
  repairedCopies: 'Bad copies that were replaced by a good one.',
  failedRepairs: 'Bad copies that could not be replaced yet.',
  disputedCopies: 'Copies that their server calls sound although what arrived was not.',
  replacedCopies: 'Copies that a write placed elsewhere because a server failed.',
  movedChunks: 'Chunks that the rebalance moved to where they belong.',
  scrubbedCopies: 'Copies that the scrub looked at.',
  scrubbedBytes: 'Bytes that the scrub looked at.',
  removedOrphans: 'Copies that the cleanup removed because nothing refers to them.',
  expiredObjects: 'Latest versions that lifecycle rules hid, where versions are kept, or removed.',
  expiredVersions: 'Replaced versions that lifecycle rules removed.',
  expiredMarkers: 'Delete markers with nothing left under them that lifecycle rules removed.',
  expiredUploads: 'Multipart uploads that lifecycle rules aborted.',
};
