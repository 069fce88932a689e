/** The command of a gateway: reads the arguments, serves until it is asked to end, stops cleanly; or makes an API key. */
import { createLog } from '@seatrial/service-log';
import { endWhenAsked, reportFailure, withUsage } from '@seatrial/service-process';
import { API_KEY_USAGE, newApiKeyText } from './api-key.ts';
import { readOptions, USAGE } from './options.ts';
import { startStore } from './running.ts';

const args = process.argv.slice(2);

try {
  if (args[0] === 'api-key') console.log(withUsage(() => newApiKeyText(args.slice(1)), API_KEY_USAGE));
  else await serve();
} catch (error) {
  reportFailure(process, 'object-store', error);
}

async function serve(): Promise<void> {
  const options = withUsage(() => readOptions(args, process.env), USAGE);
  const log = createLog(options.logLevel);
  const store = await startStore(options, log);
  endWhenAsked(process, () => store.stop(), log);
}
