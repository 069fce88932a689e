/**
 * Ports that one system of a plan must know of another, so that `{port}` does not do: chosen once by the process of the trial, and the
 * same in all its threads, which inherit its environment.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

export async function portsOfThisTrial(count: number): Promise<readonly string[]> {
  process.env.OBJECT_STORE_TRIAL_PORTS ??= (await freePorts(count)).join(' ');
  return process.env.OBJECT_STORE_TRIAL_PORTS.split(' ');
}

/** Below those that the system gives to whoever asks for any, so that nobody else gets them while a server is down. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(12_000, 20_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
