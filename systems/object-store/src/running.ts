/**
 * A store that is being served: listening, and stopped in an order that finishes what was accepted. Knows nothing of the process
 * around it; `main.ts` does.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { announce, type Logger } from '@seatrial/service-log';
import { compose } from './compose.ts';
import { createFaces } from './faces.ts';
import { startLifecycle } from './lifecycle/start.ts';
import type { Options } from './parts.ts';
import { createHttpServer } from './port/server.ts';

export interface RunningStore {
  readonly url: string;
  /** Accepts nothing new, answers what it has, makes it durable, closes. Never cuts a client that is still moving bytes. */
  stop(): Promise<void>;
}

/** Throws an Error whose message is meant for the operator: the port is taken, the data folder is in use... */
export async function startStore(options: Options, log: Logger): Promise<RunningStore> {
  const parts = await compose(options, log);
  const server = createHttpServer(parts, createFaces(parts), log);
  const lifecycle = startLifecycle({ ...parts, counters: parts.storage.counters, log, nowMs: Date.now });
  const closeParts = async (): Promise<void> => {
    await lifecycle.stop();
    await parts.writer.close();
    await parts.contents.close();
    await parts.storage.close();
    await parts.metadata.close();
  };
  try {
    server.listen(options.port, options.host);
    await once(server, 'listening');
  } catch (error) {
    await closeParts();
    throw listenError(error, options);
  }
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  announce(
    log,
    { event: 'listening', url, port, dataDirectory: options.dataDirectory },
    'the object store is listening',
  );
  return {
    url,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
      await closeParts();
      log.info('the object store has stopped');
    },
  };
}

function listenError(error: unknown, options: Options): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE')
    return new Error(`Port ${options.port} on ${options.host} is already in use. Choose another with --port.`);
  if (code === 'EACCES')
    return new Error(`Port ${options.port} may not be opened by this user. Choose one above 1023.`);
  return error instanceof Error ? error : new Error(String(error));
}
