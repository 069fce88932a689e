/**
 * Turns changes into durable transactions. Changes that arrive in the same turn of the event loop share one transaction, and so one
 * fsync; each is told so only after the commit. When the transaction fails, everyone in it is told that.
 */
import type { DatabaseSync } from 'node:sqlite';

export interface Commits {
  /** Runs `change` inside a transaction; resolves with its result once the result is durable. `change` never throws for a client's fault. */
  run<T>(change: () => T): Promise<T>;
  /** Resolves when nothing is waiting any more. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly change: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function createCommitGroup(database: DatabaseSync): Commits {
  let waiting: Waiting[] = [];

  function commit(): void {
    const group = waiting;
    waiting = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      const results = group.map(({ change }) => change());
      database.exec('COMMIT');
      for (const [index, { resolve }] of group.entries()) resolve(results[index]);
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of group) reject(error);
    }
  }

  function run<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ change, resolve: resolve as (value: unknown) => void, reject });
      if (waiting.length === 1) setImmediate(commit);
    });
  }

  return { run, drain: () => run(() => undefined) };
}
