/** The log of a service: one line of JSON for each thing that happened, with the id of the request it happened for. */
export {
  announce,
  createLog,
  currentRequestId,
  LOG_LEVELS,
  type Logger,
  type LogLevel,
  readLogLevel,
  withRequestId,
} from './log.ts';
