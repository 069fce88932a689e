/**
 * Which failures of PostgreSQL may be tried again because nothing happened, and for how long. What the outcome of is unknown comes here as
 * another error, and goes through.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailableError } from './sql.ts';

/** How long something that did not happen is tried again. */
export const PATIENCE_MS = 3000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/** Again and again, with pauses of random length, what failed without having happened. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const givenUpMs = performance.now() + PATIENCE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      const unreachable = isConnectionLoss(error);
      if (!unreachable && !isConflict(error)) throw error;
      if (performance.now() + pauseMs < givenUpMs) await sleep(pauseMs * (0.5 + Math.random() / 2));
      else if (unreachable) throw new DatabaseUnavailableError(unreachableText(error), { cause: error });
      else throw error;
    }
  }
}

/** Serialization failure or deadlock: the transaction was rolled back in favour of another one. */
function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error));
}

/**
 * By SQLSTATE (connection exception, too many connections, statement that took too long, server shutting down or starting), by the system's
 * code, or by `pg`'s words.
 */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (/^(?:08...|53300|57014|57P0[1235])$/.test(code)) return true;
  if (/^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOENT)$/.test(code)) return true;
  return (
    error instanceof Error &&
    /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/.test(
      error.message,
    )
  );
}

function unreachableText(error: unknown): string {
  return `The database cannot be reached: ${(error as Error).message || codeOf(error)}.`;
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}
