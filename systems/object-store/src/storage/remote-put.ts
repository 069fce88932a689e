/** Sends one chunk to a storage server: one frame is on its way while the next is filled, and a part is copied before another is asked for. */
import type { ClientWritableStream, Metadata } from '@grpc/grpc-js';
import { collectYoung, MESSAGE_COPIES } from '../brief-memory.ts';
import type { StoredChunk } from '../chunks/chunk-store.ts';
import { Frame } from './frame.ts';
import type { Patience } from './patience.ts';
import type { PutAnswer, PutPart, StorageClient } from './protocol.ts';
import { errorOf } from './statuses.ts';

export interface Upload {
  readonly id: string;
  readonly source: AsyncIterable<Buffer>;
  readonly sizeHintBytes: number;
}

export async function putRemote(
  client: StorageClient,
  metadata: Metadata,
  server: string,
  patience: Patience,
  { id, source, sizeHintBytes }: Upload,
): Promise<StoredChunk> {
  const answer = Promise.withResolvers<PutAnswer>();
  answer.promise.catch(() => undefined);
  const call = client.putChunk(metadata, (error, value) => {
    if (error !== null) answer.reject(errorOf(error, server, id));
    else if (value !== undefined) answer.resolve(value);
  });
  call.on('error', () => undefined);
  const sender = new Sender(call, (sent) => patience.wait(Promise.race([sent, answer.promise])));
  try {
    await sender.send({ header: { chunkId: id, sizeHintBytes } });
    for await (const part of source) await sender.append(part);
    await sender.end();
    const { sizeBytes, blockSums } = await patience.wait(answer.promise);
    return { id, sizeBytes, blockSums: Buffer.from(blockSums) };
  } catch (error) {
    call.cancel();
    throw error;
  }
}

/** Fills frames and sends them one at a time. */
class Sender {
  readonly #call: ClientWritableStream<PutPart>;
  readonly #wait: (sent: Promise<void>) => Promise<unknown>;
  /** One is on its way while the other is filled. */
  #filling = new Frame();
  #leaving = new Frame();
  #sizeBytes = 0;
  #sent: Promise<void> = Promise.resolve();

  constructor(call: ClientWritableStream<PutPart>, wait: (sent: Promise<void>) => Promise<unknown>) {
    this.#call = call;
    this.#wait = wait;
  }

  async append(part: Buffer): Promise<void> {
    for (let from = 0; from < part.length; ) {
      from += this.#filling.fill(part, from);
      if (this.#filling.full) await this.#flush();
    }
  }

  async end(): Promise<void> {
    if (this.#filling.filledBytes > 0) await this.#flush();
    await this.send({ end: { sizeBytes: this.#sizeBytes } });
    await this.#wait(this.#sent);
    this.#call.end();
  }

  /** Resolves when the part before this one has left. */
  async send(part: PutPart): Promise<void> {
    await this.#wait(this.#sent);
    this.#sent = new Promise((resolve) => {
      this.#call.write(part, () => resolve());
    });
  }

  async #flush(): Promise<void> {
    const { filledBytes } = this.#filling;
    await this.send({ frame: this.#filling });
    collectYoung(filledBytes * MESSAGE_COPIES);
    this.#sizeBytes += filledBytes;
    [this.#filling, this.#leaving] = [this.#leaving, this.#filling];
    this.#filling.clear();
  }
}
