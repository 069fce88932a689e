/** A small request body as JSON. */
import type { Exchange } from './face.ts';

const MOST_BYTES = 64 * 1024;

/** Throws what `mistake` makes of a sentence for the client. */
export async function readJson(
  { request, response, waiting }: Exchange,
  mistake: (message: string) => Error,
): Promise<unknown> {
  if (waiting) response.writeContinue();
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > MOST_BYTES) throw mistake(`The body is larger than ${MOST_BYTES} bytes.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw mistake('The body is not JSON.');
  }
}
