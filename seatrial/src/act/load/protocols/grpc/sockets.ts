/**
 * Keeps hold of the sockets a gRPC channel makes. The library leaves one behind that it was still making when its channel
 * was closed, for as long as a silent peer likes; a user that is gone must leave none.
 */
import type { Socket } from 'node:net';
import type { ChannelCredentials } from '@grpc/grpc-js';

export class OwnedSockets {
  readonly #sockets = new Set<Socket>();
  #closed = false;

  /** Credentials that let every connection made with them be ended from here. */
  own(credentials: ChannelCredentials): ChannelCredentials {
    const create = credentials._createSecureConnector.bind(credentials);
    credentials._createSecureConnector = (...args) => {
      const connector = create(...args);
      const connect = connector.connect.bind(connector);
      connector.connect = (socket) => {
        this.#keep(socket);
        return connect(socket);
      };
      return connector;
    };
    return credentials;
  }

  /** Ends all of them, and those that are still to come. */
  destroy(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#closed) socket.destroy();
  }
}
