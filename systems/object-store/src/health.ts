/**
 * Health as it is: a byte is written to the data folder and made durable (or storage servers did so for their last heartbeat), and the database is asked. A result is kept for a second,
 * because the question is free to ask for anybody and its answer costs an fsync.
 */
import type { Metadata } from './metadata/metadata.ts';
import type { Health } from './parts.ts';
import type { Storage } from './placement/storage.ts';

const keptMs = 1000;

export function createHealth(storage: Pick<Storage, 'check'>, metadata: Metadata): Health {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let answer: Promise<readonly string[]> = Promise.resolve([]);

  async function ask(): Promise<readonly string[]> {
    const disk = problemOf(storage.check(), 'No bytes can be stored');
    const database = problemOf(metadata.check(), 'The database does not answer');
    return (await Promise.all([disk, database])).flat();
  }

  return () => {
    const nowMs = performance.now();
    if (nowMs - askedAtMs >= keptMs) {
      askedAtMs = nowMs;
      answer = ask();
    }
    return answer;
  };
}

async function problemOf(check: Promise<unknown>, what: string): Promise<string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    return [`${what}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
