/** The log: JSON lines on standard output, each with the time, a message and, within a request, its id. Never a secret, never a body. */
import { type Logger, pino } from 'pino';

export type { Logger };

export function createLog(): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } });
}
