/**
 * Defect, seed flaw M18 (a failed or missing metadata write hidden behind 200): acknowledged before durable. Changes stay in an open
 * transaction that a timer commits two seconds later, so they can be read at once, but a crash in between takes them away.
 * Must be caught by: no acknowledged write is lost.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Commits } from '../src/metadata/commit-group.ts';
import { createSqliteMetadata } from '../src/metadata/sqlite.ts';
import type { Defect } from '../src/parts.ts';

const commitAfterMs = 2000;

export const plant: Defect = (parts, { database }) => ({
  ...parts,
  metadata: createSqliteMetadata(database, createLateCommits(database)),
});

function createLateCommits(database: DatabaseSync): Commits {
  const commit = (): void => {
    if (database.isOpen && database.isTransaction) database.exec('COMMIT');
  };
  return {
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
  };
}
