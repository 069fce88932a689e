/** A small request body as text, with its checksums compared; refuses more bytes than it was told to expect. */
import { UploadCheck } from '../integrity/upload-check.ts';
import { S3Error } from '../s3/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';

/** With `services` given, promised checksums are compared, and a body without any promise is refused. */
export async function textBody(call: Call, mostBytes: number, services?: Services): Promise<string> {
  const body = call.body();
  const check = services === undefined ? undefined : new UploadCheck(call.headers, services.sameDigest);
  if (check?.promised === false) {
    throw new S3Error('InvalidRequest', 'Missing required header: Content-MD5 or x-amz-checksum-*.');
  }
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of check?.through(body.bytes, body.trailers) ?? body.bytes) {
    sizeBytes += part.length;
    if (sizeBytes > mostBytes) throw new S3Error('MalformedXML', `The body is larger than ${mostBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
