/** The command of a gateway: reads the arguments, serves until it is asked to end, stops cleanly; or makes an API key. */
import { apiKeyUsage, newApiKeyText } from './api-key.ts';
import { understood, whatWentWrong } from './command.ts';
import { endWhenAsked } from './ending.ts';
import { createLog } from './log.ts';
import { readOptions, usage } from './options.ts';
import { startStore } from './running.ts';

const args = process.argv.slice(2);

try {
  if (args[0] === 'api-key') console.log(understood(() => newApiKeyText(args.slice(1)), apiKeyUsage));
  else await serve();
} catch (error) {
  whatWentWrong(process, 'object-store', error);
}

async function serve(): Promise<void> {
  const options = understood(() => readOptions(args, process.env), usage);
  const log = createLog(options.logLevel);
  const store = await startStore(options, log);
  endWhenAsked(process, () => store.stop(), log);
}
