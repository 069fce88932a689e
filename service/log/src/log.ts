/**
 * The log: JSON lines on standard output, each with the time, a message and, whatever writes it while a request is answered, the id of
 * that request. Never a secret, never a body, never a query (a presigned one is a credential).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger, pino } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

const requests = new AsyncLocalStorage<string>();

/** Does `work`; every line that is logged by it, however deep inside, has the id. */
export function withRequestId<Result>(id: string, work: () => Result): Result {
  return requests.run(id, work);
}

/** Of the request that is being answered; undefined when none is. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}

export function createLog(level: LogLevel = 'info'): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === undefined ? {} : { requestId };
    },
  });
}

/** A line that is written whatever the level: what starts this process waits for it. */
export function announce(log: Logger, facts: object, message: string): void {
  log.child({}, { level: 'info' }).info(facts, message);
}

/** Throws an Error whose message is meant for the operator. */
export function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new Error(`--log-level must be one of ${LOG_LEVELS.join(', ')}.`);
  return level;
}
