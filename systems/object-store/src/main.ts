/** The command: reads the arguments, serves until SIGTERM or SIGINT, stops cleanly. The only file that knows the process. */
import { createLog } from './log.ts';
import { readOptions, usage } from './options.ts';
import { type RunningStore, startStore } from './running.ts';

const log = createLog();

try {
  const store = await startStore(options(), log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(store));
} catch (error) {
  console.error(`object-store: ${messageOf(error)}`);
  process.exitCode = 1;
}

function options() {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${usage}`);
  }
}

function stop(store: RunningStore): void {
  store.stop().catch((error: unknown) => {
    log.error({ err: error }, 'the object store could not stop cleanly');
    process.exitCode = 1;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
