/**
 * Defect, seed flaw M18 (a failed or missing metadata write hidden behind 200): acknowledged before durable. Objects stay in an open
 * transaction that a timer commits two seconds later, so they can be read at once, but a crash in between takes them away. Buckets
 * are committed at once, so that what is lost is the writes and not everything.
 */
import { createSqliteDriver } from '@seatrial/service-sql';
import { createMetadata } from '../src/metadata/create-metadata.ts';
import type { Defect } from '../src/parts.ts';

const COMMIT_AFTER_MS = 2000;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'no acknowledged write of durable writes is lost';

export const plant: Defect = (parts, { sqlite }) => {
  if (sqlite === undefined) throw new Error('The defect lost-ack needs the embedded database.');
  const commit = (): void => {
    if (sqlite.isOpen && sqlite.isTransaction) sqlite.exec('COMMIT');
  };
  const late = createSqliteDriver(sqlite, {
    async run(change) {
      if (!sqlite.isTransaction) {
        sqlite.exec('BEGIN IMMEDIATE');
        setTimeout(commit, COMMIT_AFTER_MS).unref();
      }
      return change();
    },
    async drain() {
      commit();
    },
  });
  const metadata = createMetadata(late);
  return {
    ...parts,
    metadata: { ...metadata, createBucket: (...bucket) => metadata.createBucket(...bucket).finally(commit) },
  };
};
