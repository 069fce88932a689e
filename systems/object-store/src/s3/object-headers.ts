/** The headers that travel with an object: what is kept at upload, what is refused because it would be a lie to accept it, what is sent back. */
import type { OutgoingHttpHeaders } from 'node:http';
import { askedAcl } from '../access/canned-acl.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Described, ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import { readTagHeader } from '../wire/tags.ts';
import { versionHeader } from './versions.ts';

const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const LONGEST_METADATA_BYTES = 2048;

/** Features a client may rely on silently: not having them must be an error, not a surprise. */
const REFUSED = [
  'x-amz-object-lock-legal-hold', 'x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date', 'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-customer-algorithm', 'x-amz-website-redirect-location', 'x-amz-write-offset-bytes',
]; // biome-ignore format: a list to read, not a column to scroll

/** What an upload says about its object. Throws MetadataTooLarge, InvalidArgument, InvalidStorageClass, InvalidTag, or NotImplemented. */
export function described(headers: ReadonlyMap<string, string>): Described {
  const tags = readTagHeader(headers.get('x-amz-tagging'));
  return { headers: keptHeaders(headers), tags, acl: askedAcl(headers) };
}

function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  refuseUnsupported(headers);
  const result: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    const metadata = name.startsWith('x-amz-meta-');
    if (!metadata && !KEPT.includes(name)) continue;
    if (name === 'content-type' && value === '') continue;
    checkHeader(name, value);
    if (metadata) metadataBytes += name.length - 'x-amz-meta-'.length + value.length;
    result[name] = value;
  }
  if (metadataBytes > LONGEST_METADATA_BYTES) throw new S3Error('MetadataTooLarge');
  const encoding = contentEncoding(headers.get('content-encoding'));
  checkHeader('content-encoding', encoding);
  return encoding === '' ? result : { ...result, 'content-encoding': encoding };
}

/** Presigned URLs and forms can bring any character here, and what cannot be sent back would make the object unreadable. */
function checkHeader(name: string, value: string): void {
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value) || !/^[!#$%&'*+.^`|~\w-]+$/.test(name)) {
    throw new S3Error('InvalidArgument', `The value of ${name} cannot be a header.`);
  }
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
  const name = REFUSED.find((candidate) => headers.has(candidate));
  if (name !== undefined) throw new S3Error('NotImplemented', `${name} is not implemented.`);
  if ((headers.get('x-amz-storage-class') ?? 'STANDARD') !== 'STANDARD') throw new S3Error('InvalidStorageClass');
}

/** What GET and HEAD say about an object, length and checksum aside. */
export function sentHeaders(bucket: Bucket, entry: ObjectEntry): OutgoingHttpHeaders {
  const tagCount = Object.keys(entry.tags).length;
  return {
    ...entry.headers,
    ...versionHeader(bucket, entry.versionId),
    ...(tagCount > 0 ? { 'x-amz-tagging-count': tagCount } : {}),
    etag: `"${entry.etag}"`,
    'last-modified': new Date(entry.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  };
}
