/**
 * From an origin to what Node wants to be told to connect there. Certificates are parsed once for all users that give
 * the same ones: a TLS context costs as much as twenty requests.
 */
import { type IpcNetConnectOpts, isIP, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext } from 'node:tls';
import { bareHost, dialledHost } from '../../../std/host.ts';
import type { Origin } from './exchange.ts';

export type ConnectTo =
  | { readonly secure: false; readonly options: TcpNetConnectOpts | IpcNetConnectOpts }
  | { readonly secure: true; readonly options: ConnectionOptions };

const contexts = new Map<string, SecureContext>();

/** Throws when a certificate or key of the origin cannot be read. */
export function connectTo(origin: Origin): ConnectTo {
  const { secure, port, socketPath, tls = {} } = origin;
  const path = socketPath === undefined ? {} : { path: socketPath };
  const to = { host: dialledHost(origin.host), port, noDelay: true, ...path };
  if (!secure) return { secure, options: to };
  const name = tls.serverName ?? bareHost(origin.host);
  const rejectUnauthorized = tls.rejectUnauthorized ?? true;
  const options = { ...to, secureContext: contextOf(tls), rejectUnauthorized };
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
