/** A storage server that is being served: listening, and stopped in an order that finishes what was accepted. Knows nothing of the process around it. */
import { type Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { announce, type Logger } from '@seatrial/service-log';
import { openDiskChunks } from '../chunks/disk-chunks.ts';
import { checkToken } from './cluster-token.ts';
import { claimFolder } from './folder-claim.ts';
import { storageService } from './protocol.ts';
import { createStorageService } from './service.ts';
import { checkStore } from './store-owner.ts';

export interface StorageServerOptions {
  readonly id: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataDirectory: string;
  readonly token: string;
}

export interface RunningStorageServer {
  /** host:port */
  readonly address: string;
  /** Accepts nothing new, answers what it has, closes. */
  stop(): Promise<void>;
}

/** Throws an Error whose message is meant for the operator: the port is taken, the folder is in use or another server's... */
export async function startStorageServer(options: StorageServerOptions, log: Logger): Promise<RunningStorageServer> {
  const { id, host, port, dataDirectory, token } = options;
  const claim = claimFolder(dataDirectory, id);
  const disk = await openDiskChunks(dataDirectory);
  const server = new Server({
    // A gateway that stopped in the middle of an upload is noticed within half a minute, and its half chunk removed.
    'grpc.keepalive_time_ms': 15_000,
    'grpc.keepalive_timeout_ms': 15_000,
    'grpc-node.flow_control_window': 1024 * 1024,
  });
  const admit = (metadata: Metadata): void => {
    checkToken(metadata, token);
    checkStore(metadata, claim.ownerFor);
  };
  server.addService(storageService, createStorageService(id, disk, admit, log));
  const close = async (): Promise<void> => {
    await disk.close();
    claim.release();
  };
  try {
    const bound = await bind(server, `${host}:${port}`);
    const address = `${host}:${bound}`;
    announce(log, { event: 'listening', server: id, address, dataDirectory }, 'the storage server is listening');
    return {
      address,
      async stop() {
        await new Promise<void>((resolve, reject) =>
          server.tryShutdown((error) => (error === undefined ? resolve() : reject(error))),
        );
        await close();
        log.info({ server: id }, 'the storage server has stopped');
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function bind(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(new Error(`Cannot listen on ${address}: ${error.message}. Choose another with --host and --port.`));
    });
  });
}
