/** The command of a storage server: reads the arguments, serves until it is asked to end, stops cleanly. */
import { createLog } from '@seatrial/service-log';
import { endWhenAsked, reportFailure, withUsage } from '@seatrial/service-process';
import { requireStorageServerFolder } from './data-folder.ts';
import { readStorageOptions, STORAGE_USAGE } from './storage/options.ts';
import { startStorageServer } from './storage/serve.ts';

try {
  const options = withUsage(() => readStorageOptions(process.argv.slice(2), process.env), STORAGE_USAGE);
  requireStorageServerFolder(options.dataDirectory);
  const log = createLog(options.logLevel);
  const server = await startStorageServer(options, log);
  endWhenAsked(process, () => server.stop(), log);
} catch (error) {
  reportFailure(process, 'storage-server', error);
}
