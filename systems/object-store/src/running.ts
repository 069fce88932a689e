/**
 * A store that is being served: listening, and stopped in an order that finishes what was accepted. Knows nothing of the process
 * around it; `main.ts` does.
 */
import { createHttpServer, finish, listen } from '@seatrial/service-http';
import { announce, type Logger } from '@seatrial/service-log';
import { compose } from './compose.ts';
import { createFaces } from './faces.ts';
import { startLifecycle } from './lifecycle/start.ts';
import type { Options } from './parts.ts';

export interface RunningStore {
  readonly url: string;
  /** Accepts nothing new, answers what it has, makes it durable, closes. Never cuts a client that is still moving bytes. */
  stop(): Promise<void>;
}

/** Throws an Error whose message is meant for the operator: the port is taken, the data folder is in use... */
export async function startStore(options: Options, log: Logger): Promise<RunningStore> {
  const parts = await compose(options, log);
  const server = createHttpServer(
    { traffic: parts.metrics.traffic, admit: parts.admit, requestIdHeader: 'x-amz-request-id' },
    createFaces(parts),
    log,
  );
  const lifecycle = startLifecycle({ ...parts, counters: parts.storage.counters, log, nowMs: Date.now });
  const closeParts = async (): Promise<void> => {
    await lifecycle.stop();
    await parts.writer.close();
    await parts.contents.close();
    await parts.storage.close();
    await parts.metadata.close();
  };
  const { url, port } = await listen(server, options.host, options.port).catch(async (error: unknown) => {
    await closeParts();
    throw error;
  });
  announce(
    log,
    { event: 'listening', url, port, dataDirectory: options.dataDirectory },
    'the object store is listening',
  );
  return {
    url,
    async stop() {
      await finish(server);
      await closeParts();
      log.info('the object store has stopped');
    },
  };
}
