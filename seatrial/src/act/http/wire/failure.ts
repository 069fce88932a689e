/**
 * From an error of Node's sockets to the word evidence uses for it. The word says what was seen from here: `refused`
 * is a connection that never came about, so nothing was sent; `reset` is one that ended, whatever ended it.
 */
import type { Cause } from '../../../evidence/records.ts';

/** How far a connection had come when it failed. */
export type ConnectionStage = 'connecting' | 'securing' | 'open';

export interface Failure {
  cause: Cause;
  why: string;
  /** As of an exchange. */
  unsendable?: boolean;
}

/** What Node adds where a connection has no address of this machine yet. */
const NO_LOCAL_ADDRESS = / - Local \(undefined:undefined\)$/;

export function failureOf(error: NodeJS.ErrnoException, stage: ConnectionStage, progress: string): Failure {
  const code = codeOf(error);
  const message = error.message.replace(NO_LOCAL_ADDRESS, '');
  const said = code === '' || message.includes(code) ? message : `${code} ${message}`;
  if (error.syscall === 'getaddrinfo') return { cause: 'dns', why: `the name could not be looked up: ${said}` };
  if (code === 'EMFILE' || code === 'ENFILE')
    return { cause: 'no descriptor left', why: `Seatrial has no file descriptor left: ${said}; raise \`ulimit -n\`` };
  if (stage === 'connecting') {
    if (code === 'EADDRNOTAVAIL')
      return { cause: 'no port left', why: `this machine has no port left towards the peer: ${said}` };
    if (code === 'ETIMEDOUT')
      return { cause: 'timeout connecting', why: `the peer did not take the connection: ${said}` };
    return { cause: 'refused', why: `no connection: ${said || 'every address refused'}` };
  }
  if (isTls(code) || (stage === 'securing' && code !== 'ECONNRESET'))
    return { cause: 'tls', why: `TLS failed: ${said}` };
  if (stage === 'securing') return { cause: 'reset', why: `the connection ended during the TLS handshake: ${said}` };
  return { cause: 'reset', why: `the connection broke ${progress}: ${said}` };
}

/** What cause `own limit` says: a limit of our own client was reached, which is no word about the peer. */
export function ownLimit(reached: string): string {
  return `a limit of Seatrial: ${reached}`;
}

export function beyondBody(maxBytes: number): string {
  return ownLimit(
    `a body is kept up to ${maxBytes} bytes, and this one is longer; ask with \`into\`, which keeps none of it`,
  );
}

/** With several addresses for a name, Node reports one error of many: the first address speaks for them. */
function codeOf(error: NodeJS.ErrnoException): string {
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  return error.code ?? first?.code ?? '';
}

function isTls(code: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_');
}
