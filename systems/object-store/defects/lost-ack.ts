/**
 * Defect, seed flaw M18 (a failed or missing metadata write hidden behind 200): acknowledged before durable. Objects stay in an open
 * transaction that a timer commits two seconds later, so they can be read at once, but a crash in between takes them away. Buckets
 * are committed at once, so that what is lost is the writes and not everything.
 */
import { createSqliteMetadata } from '../src/metadata/sqlite.ts';
import type { Defect } from '../src/parts.ts';

const commitAfterMs = 2000;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'no acknowledged write of durable writes is lost';

export const plant: Defect = (parts, { database }) => {
  const commit = (): void => {
    if (database.isOpen && database.isTransaction) database.exec('COMMIT');
  };
  const metadata = createSqliteMetadata(database, {
    async run(change) {
      if (!database.isTransaction) {
        database.exec('BEGIN IMMEDIATE');
        setTimeout(commit, commitAfterMs).unref();
      }
      return change();
    },
    async drain() {
      commit();
    },
  });
  return {
    ...parts,
    metadata: { ...metadata, createBucket: (name, tenant) => metadata.createBucket(name, tenant).finally(commit) },
  };
};
