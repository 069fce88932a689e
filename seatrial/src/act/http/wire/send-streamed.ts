/**
 * Sends a body piece by piece, as it is made: at most one piece is in flight, so memory holds one, and whoever makes
 * them may use the same buffer again. Framed by Content-Length where the size is known, by chunks where it is not.
 */
import type { Socket } from 'node:net';
import type { StreamedBody } from '../../../plan/protocols/http.ts';
import { brokenBody, wrongBody } from './broken-body.ts';
import type { Failure } from './failure.ts';

/**
 * Resolves when the last byte was handed to the socket, with null, or with why the body did not come to its end: then what
 * the peer has is no request. `sent` is told of bytes and says whether to go on.
 */
export async function sendStreamed(
  socket: Socket,
  body: StreamedBody,
  sent: (bytes: number) => boolean,
): Promise<Failure | null> {
  const { size } = body;
  let total = 0;
  try {
    for await (const piece of body.stream()) {
      if (!(piece instanceof Uint8Array)) return wrongBody(`gave a ${typeof piece}; give bytes (Uint8Array)`);
      total += piece.length;
      if (size !== undefined && total > size) return wrongBody(`is longer than its size of ${size} bytes`);
      if (piece.length === 0) continue;
      const bytes = size === undefined ? await writeChunk(socket, piece) : await write(socket, piece);
      if (!sent(bytes)) return null;
    }
  } catch (error) {
    return brokenBody(error, total);
  }
  if (size === undefined) sent(await write(socket, '0\r\n\r\n'));
  else if (total < size) return wrongBody(`ended after ${total} of ${size} bytes`);
  return null;
}

async function writeChunk(socket: Socket, piece: Uint8Array): Promise<number> {
  const size = `${piece.length.toString(16)}\r\n`;
  socket.cork();
  socket.write(size, 'latin1');
  socket.write(piece);
  const written = write(socket, '\r\n');
  socket.uncork();
  return size.length + piece.length + (await written);
}

/** Resolves with the length when the socket needs the bytes no longer, also when it has broken: that is told elsewhere. */
function write(socket: Socket, bytes: Uint8Array | string): Promise<number> {
  return new Promise((resolve) => socket.write(bytes, () => resolve(bytes.length)));
}
