/**
 * Free ports on loopback for instances. They are chosen below the range that systems take outgoing connections from:
 * while an instance is down, a load generator's own connection could otherwise sit on its port, and the restart fail.
 * Each is remembered for as long as Seatrial runs, so no two instances ever get the same; another program may still take
 * one before it is used, so `portIsFree` is asked again before every start.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 12_768;

const handedOut = new Set<number>();

/** A port that is free now and was not handed out before. */
export async function allocatePort(): Promise<number> {
  const offset = randomInt(COUNT);
  for (let step = 0; step < COUNT; step += 1) {
    const port = FIRST + ((offset + step) % COUNT);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    if (await portIsFree(port)) return port;
  }
  throw new Error(`no port between ${FIRST} and ${FIRST + COUNT - 1} is free on 127.0.0.1`);
}

/** Whether nobody listens on the port now. */
export async function portIsFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
