/** A TCP server under the test's full control, which knows how many connections are open. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface Peer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly open: () => number;
  /** Connections ever made. */
  readonly made: () => number;
}

/** Makes any server listen for the length of a test, and counts its connections. */
export async function listen(t: TestContext, server: Server, scheme = 'http'): Promise<Peer> {
  const sockets = new Set<Socket>();
  let made = 0;
  server.on('connection', (socket: Socket) => {
    made++;
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, open: () => sockets.size, made: () => made };
}

/** A peer that does as it likes with what a client says first. */
export function tcpPeer(t: TestContext, answer: (socket: Socket, said: Buffer) => void): Promise<Peer> {
  return listen(
    t,
    createServer((socket) => socket.once('data', (said) => answer(socket, said))),
  );
}

/** An address where nobody listens. */
export async function nobody(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return `http://127.0.0.1:${port}`;
}
