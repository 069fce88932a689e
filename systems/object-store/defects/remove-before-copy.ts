/**
 * Defect of a cluster: when servers come or go, a chunk is taken from where it is and only then, half a second later, put where it
 * belongs. Reads in between fail; and had the gateway died in between, the chunk would be lost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChunkRef } from '../src/contents/content-store.ts';
import type { Defect, Parts } from '../src/parts.ts';

const NOWHERE_FOR_MS = 500;
const LOOK_EVERY_MS = 200;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'errors of reads while a storage server joins count==0';

export const plant: Defect = (parts) => {
  const look = async (): Promise<void> => {
    const chunks = await parts.metadata.chunks('', 1000);
    await Promise.all(chunks.map((chunk) => move(parts, chunk)));
  };
  const timer = setInterval(() => look().catch(() => undefined), LOOK_EVERY_MS).unref();
  const { storage } = parts;
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await storage.close();
  };
  return { ...parts, storage: { ...storage, close } };
};

const moving = new Set<string>();

async function move({ storage: { membership }, metadata }: Parts, chunk: ChunkRef): Promise<void> {
  const wanted = membership?.wanted(chunk.id) ?? chunk.servers;
  if (membership === undefined || moving.has(chunk.id) || wanted.every((server) => chunk.servers.includes(server)))
    return;
  moving.add(chunk.id);
  const bytes: Buffer[] = [];
  const reader = await membership.store(chunk.servers[0] ?? '')?.open(chunk);
  for await (const window of reader?.windows(0, chunk.sizeBytes) ?? []) bytes.push(Buffer.from(window));
  for (const server of chunk.servers) await membership.store(server)?.remove(chunk.id);
  await sleep(NOWHERE_FOR_MS);
  for (const server of wanted) await membership.store(server)?.put(chunk.id, inParts(bytes), chunk.sizeBytes);
  await metadata.moveChunk(chunk.id, chunk.servers, wanted);
  moving.delete(chunk.id);
}

async function* inParts(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* parts;
}
