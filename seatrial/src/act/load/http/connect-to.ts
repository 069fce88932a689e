/**
 * From an origin to what Node wants to be told to connect there. Certificates are parsed once for all users that give
 * the same ones: a TLS context costs as much as twenty requests.
 */
import { isIP, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext } from 'node:tls';
import type { Origin } from './exchange.ts';

export type ConnectTo =
  | { readonly secure: false; readonly options: TcpNetConnectOpts }
  | { readonly secure: true; readonly options: ConnectionOptions };

const contexts = new Map<string, SecureContext>();

/** Throws when a certificate or key of the origin cannot be read. */
export function connectTo(origin: Origin): ConnectTo {
  const host = origin.host.replace(/^\[(.*)\]$/, '$1');
  const { secure, port, tls = {} } = origin;
  if (!secure) return { secure, options: { host, port, noDelay: true } };
  const name = tls.serverName ?? host;
  const rejectUnauthorized = tls.rejectUnauthorized ?? true;
  const options = { host, port, noDelay: true, secureContext: contextOf(tls), rejectUnauthorized };
  const servername = isIP(name) === 0 ? { servername: name } : {};
  return { secure, options: { ...options, ...servername, ALPNProtocols: ['http/1.1'] } };
}

function contextOf({ ca, cert, key }: NonNullable<Origin['tls']>): SecureContext {
  const id = JSON.stringify([ca, cert, key]);
  let context = contexts.get(id);
  if (context === undefined) {
    context = createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
    contexts.set(id, context);
  }
  return context;
}
