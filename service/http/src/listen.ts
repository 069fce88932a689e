/** When a server begins to take requests, and when it has answered the last one. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where it listens. A port of 0 lets the system choose. Throws an Error whose message is meant for the operator. */
export async function listen(
  server: Server,
  host: string,
  port: number,
): Promise<{ readonly url: string; readonly port: number }> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, host, port);
  }
  const bound = server.address() as AddressInfo;
  const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return { url: `http://${shown}:${bound.port}`, port: bound.port };
}

/** Takes nothing new, and resolves when all of what it has is answered. Never cuts a client that is still moving bytes. */
export async function finish(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}

function listenError(error: unknown, host: string, port: number): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') return new Error(`Port ${port} on ${host} is already in use. Choose another with --port.`);
  if (code === 'EACCES') return new Error(`Port ${port} may not be opened by this user. Choose one above 1023.`);
  return error instanceof Error ? error : new Error(String(error));
}
