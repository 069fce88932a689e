/** The headers that travel with an object: what is kept at upload, what is refused because it would be a lie to accept it, what is sent back. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { ObjectEntry } from '../metadata/metadata.ts';
import { S3Error } from '../s3/errors.ts';

const kept = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const longestMetadataBytes = 2048;

/** Features a client may rely on silently: not having them must be an error, not a surprise. */
const refused = [
  'x-amz-grant-full-control', 'x-amz-grant-read', 'x-amz-grant-read-acp', 'x-amz-grant-write-acp', 'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date', 'x-amz-server-side-encryption', 'x-amz-tagging',
  'x-amz-server-side-encryption-customer-algorithm', 'x-amz-website-redirect-location', 'x-amz-write-offset-bytes',
]; // biome-ignore format: a list to read, not a column to scroll

/** Throws MetadataTooLarge, InvalidArgument, InvalidStorageClass, or NotImplemented. */
export function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  refuseUnsupported(headers);
  const result: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    const metadata = name.startsWith('x-amz-meta-');
    if (!metadata && !kept.includes(name)) continue;
    // Presigned URLs can bring any character into a header value.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value) || !/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
      throw new S3Error('InvalidArgument', `The value of ${name} cannot be a header.`);
    }
    if (metadata) metadataBytes += name.length - 'x-amz-meta-'.length + value.length;
    result[name] = value;
  }
  if (metadataBytes > longestMetadataBytes) throw new S3Error('MetadataTooLarge');
  const encoding = contentEncoding(headers.get('content-encoding'));
  return encoding === '' ? result : { ...result, 'content-encoding': encoding };
}

/** `aws-chunked` describes the transfer, not the object. */
function contentEncoding(value = ''): string {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part.toLowerCase() !== 'aws-chunked')
    .join(', ');
}

function refuseUnsupported(headers: ReadonlyMap<string, string>): void {
  const name = refused.find((candidate) => headers.has(candidate));
  if (name !== undefined) throw new S3Error('NotImplemented', `${name} is not implemented.`);
  const acl = headers.get('x-amz-acl') ?? 'private';
  if (acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw new S3Error(
      'NotImplemented',
      'Access control lists are not implemented: objects are private to their tenant.',
    );
  }
  if ((headers.get('x-amz-storage-class') ?? 'STANDARD') !== 'STANDARD') throw new S3Error('InvalidStorageClass');
}

/** What GET and HEAD say about an object, length aside. `withChecksum` is for whole objects, when the client asked. */
export function sentHeaders(entry: ObjectEntry, withChecksum: boolean): OutgoingHttpHeaders {
  const checksum =
    withChecksum && entry.checksum !== undefined
      ? { [`x-amz-checksum-${entry.checksum.algorithm}`]: entry.checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
      : {};
  return {
    ...entry.headers,
    ...checksum,
    etag: `"${entry.etag}"`,
    'last-modified': new Date(entry.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  };
}
