/** The command: reads the arguments, serves until SIGTERM or SIGINT, stops cleanly; or makes an API key. The only file that knows the process. */
import { apiKeyUsage, newApiKeyText } from './api-key.ts';
import { createLog } from './log.ts';
import { readOptions, usage } from './options.ts';
import { type RunningStore, startStore } from './running.ts';

const log = createLog();
const args = process.argv.slice(2);

try {
  if (args[0] === 'api-key') console.log(understood(() => newApiKeyText(args.slice(1)), apiKeyUsage));
  else await serve();
} catch (error) {
  console.error(`object-store: ${messageOf(error)}`);
  process.exitCode = 1;
}

async function serve(): Promise<void> {
  const options = understood(() => readOptions(args, process.env), usage);
  const store = await startStore(options, log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(store));
}

function understood<Value>(read: () => Value, help: string): Value {
  try {
    return read();
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${help}`);
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
