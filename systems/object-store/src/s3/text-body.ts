/** A small request body as text; what its sender promised about it is compared, and more bytes than expected are refused. */
import { UploadCheck } from '../integrity/upload-check.ts';
import { type ErrorCode, S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';

/** Throws `tooLong` (default MalformedXML), BadDigest, or InvalidRequest when a checksum is `needed` and there is none. */
export async function textBody(
  call: Call,
  services: Services,
  mostBytes: number,
  options: { readonly checksum?: 'needed'; readonly tooLong?: ErrorCode } = {},
): Promise<string> {
  const body = call.body();
  const check = new UploadCheck(call.headers, services.sameDigest);
  if (options.checksum === 'needed' && !check.promised) {
    throw new S3Error('InvalidRequest', 'Missing required header: Content-MD5 or x-amz-checksum-*.');
  }
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of check.through(body.bytes, body.trailers)) {
    sizeBytes += part.length;
    if (sizeBytes > mostBytes) {
      throw new S3Error(options.tooLong ?? 'MalformedXML', `The body is larger than ${mostBytes} bytes.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
