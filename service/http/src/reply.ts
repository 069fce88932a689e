/** Answers of any face: nothing but headers, or bytes with backpressure. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export function replyEmpty(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': 0 };
  response.writeHead(status, { ...length, ...headers }).end();
}

/** Resolves when the bytes have been handed to the kernel and may be overwritten; rejects when the client has gone. */
export function sendBytes(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new ClientGoneError());
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      if (error) reject(new ClientGoneError());
      else resolve();
    });
    if (response.destroyed) gone();
  });
}

export class ClientGoneError extends Error {
  constructor() {
    super('The client closed the connection before the answer was complete.');
  }
}
