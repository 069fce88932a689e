/** A small request body as JSON. */
import type { FilesCall } from './call.ts';
import { FilesError } from './errors.ts';

const mostBytes = 64 * 1024;

/** Throws invalid_body. */
export async function readJson({ request, response, waiting }: FilesCall): Promise<unknown> {
  if (waiting) response.writeContinue();
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > mostBytes) throw new FilesError('invalid_body', `The body is larger than ${mostBytes} bytes.`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw new FilesError('invalid_body', 'The body is not JSON.');
  }
}
