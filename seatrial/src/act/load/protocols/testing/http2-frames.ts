/** A peer that speaks HTTP/2 frame by frame, for what a library would not let it say. */
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { listen, type Peer } from './tcp-peer.ts';

const PREFACE_BYTES = 24;
const FRAME_HEAD_BYTES = 9;
const HEADERS = 1;
const SETTINGS = 4;

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A frame of the stream that is answered. */
export type Said = (stream: number) => Buffer;

/** `200` alone. */
export const head =
  (isEnd = false): Said =>
  (stream) =>
    frame(HEADERS, isEnd ? 5 : 4, stream, Uint8Array.of(0x88));

/** `413` alone. */
export const tooLarge: Said = (stream) => frame(HEADERS, 4, stream, Buffer.from('\x08\x03413', 'latin1'));

/** `x: 7`, and the end. */
export const trailers: Said = (stream) => frame(HEADERS, 5, stream, Buffer.from('\x00\x01x\x017', 'latin1'));

/** `padding` bytes of it behind the text. */
export const data =
  (text: string, isEnd = false, padding = 0): Said =>
  (stream) => {
    const padded = Buffer.concat([Uint8Array.of(padding), Buffer.from(text), Buffer.alloc(padding)]);
    return frame(0, (isEnd ? 1 : 0) | (padding > 0 ? 8 : 0), stream, padding > 0 ? padded : Buffer.from(text));
  };

export const reset =
  (code = 0): Said =>
  (stream) =>
    frame(3, 0, stream, Uint8Array.of(0, 0, 0, code));

/** Answers every request with these frames, as soon as its head is there: in one packet, or each in one of its own. */
export function framesPeer(t: TestContext, answer: readonly Said[], isOnePacket: boolean): Promise<Peer> {
  const server = createServer((socket) => {
    socket.setNoDelay(true).write(frame(SETTINGS, 0, 0, new Uint8Array()));
    let unread = Buffer.alloc(0);
    let start = PREFACE_BYTES;
    const say = async (stream: number): Promise<void> => {
      const frames = answer.map((said) => said(stream));
      for (const packet of isOnePacket ? [Buffer.concat(frames)] : frames) {
        socket.write(packet);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= start + FRAME_HEAD_BYTES) {
        const end = start + FRAME_HEAD_BYTES + unread.readUIntBE(start, 3);
        if (unread.length < end) return;
        if (unread[start + 3] === HEADERS) say(unread.readUInt32BE(start + 5));
        unread = unread.subarray(end);
        start = 0;
      }
    });
  });
  return listen(t, server);
}
