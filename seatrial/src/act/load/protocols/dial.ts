/**
 * One connection of a user, from dialling to its end: knows how far it has come, so that what goes wrong gets the right
 * cause, and how many bytes went over it since they were last asked for.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectTo } from '../../http/wire/connect-to.ts';
import type { Origin } from '../../http/wire/exchange.ts';
import { type ConnectionStage, type Failure, failureOf, ownLimit } from '../../http/wire/failure.ts';

/** What the head of an answer to an opening may hold; for `node:http`, whose default is 16 KiB. */
export const MAX_HEAD_BYTES = 256 * 1024;
const BEYOND_HEAD = ownLimit(`the head of an answer is read up to ${MAX_HEAD_BYTES} bytes, and this one is longer`);

export class Dial {
  readonly socket: Socket;
  stage: ConnectionStage = 'connecting';
  /** Why it was ended by ourselves; null when it was not. */
  aborted: Failure | null = null;
  #sent = 0;
  #received = 0;

  /** Throws when a certificate or key of the origin cannot be read. */
  constructor(origin: Origin, applicationProtocol: string) {
    const to = connectTo(origin);
    this.socket = to.secure
      ? connectTls({ ...to.options, ALPNProtocols: [applicationProtocol] })
      : connect({ ...to.options });
    // Whoever uses the connection listens too; this one is for when that never comes about.
    this.socket.on('error', () => {});
    this.socket.once('connect', () => {
      this.stage = to.secure ? 'securing' : 'open';
    });
    this.socket.once('secureConnect', () => {
      this.stage = 'open';
    });
  }

  /** Bytes since the last call, without TLS. */
  takeBytes(): { sent: number; received: number } {
    const { bytesWritten = 0, bytesRead = 0 } = this.socket;
    const taken = { sent: bytesWritten - this.#sent, received: bytesRead - this.#received };
    this.#sent = bytesWritten;
    this.#received = bytesRead;
    return taken;
  }

  /** Ends it at once because the user is gone: whatever fails from now on is our own doing. */
  abort(): Failure {
    this.aborted = { cause: 'aborted', why: 'the phase was over' };
    this.socket.destroy();
    return this.aborted;
  }

  failure(error: NodeJS.ErrnoException, progress: string): Failure {
    if (this.aborted) return this.aborted;
    if (error.code === 'HPE_HEADER_OVERFLOW') return { cause: 'own limit', why: BEYOND_HEAD };
    if (this.stage === 'open' && !isOfTheSocket(error))
      return { cause: 'protocol', why: `what the peer sent ${progress} breaks the protocol: ${error.message}` };
    return failureOf(error, this.stage, progress);
  }

  /** What it means that nothing came for so long. */
  timeout(ms: number, awaited: string): Failure {
    if (this.stage === 'open') return { cause: 'timeout waiting', why: `no ${awaited} within ${ms} ms` };
    const what = this.stage === 'securing' ? 'the TLS handshake was not over' : 'the peer did not take the connection';
    return { cause: 'timeout connecting', why: `${what} within ${ms} ms` };
  }
}

/** Errors of the socket have the code of a system call; libraries mark what they cannot read in ways of their own. */
function isOfTheSocket({ code = '' }: NodeJS.ErrnoException): boolean {
  return /^E[A-Z]+$/.test(code) || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS');
}
