/**
 * Which operation a request asks for: resource (service, bucket, object) times verb times sub-resource. Sub-resources that S3 has and
 * this store does not are named here, so that they are answered with NotImplemented and never mistaken for a plain GET or PUT.
 */
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import type { Operation } from '../wire/operation.ts';
import { percentDecode, utf8Text } from '../wire/uri.ts';

/** Sub-resources by the word in the query: what GET, PUT, POST and DELETE of each are called. */
const bucketWords: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  acl: { GET: 'GetBucketAcl', PUT: 'PutBucketAcl' },
  cors: { GET: 'GetBucketCors', PUT: 'PutBucketCors', DELETE: 'DeleteBucketCors' },
  delete: { POST: 'DeleteObjects' },
  lifecycle: { GET: 'GetBucketLifecycle', PUT: 'PutBucketLifecycle', DELETE: 'DeleteBucketLifecycle' },
  location: { GET: 'GetBucketLocation' },
  policy: { GET: 'GetBucketPolicy', PUT: 'PutBucketPolicy', DELETE: 'DeleteBucketPolicy' },
  policyStatus: { GET: 'GetBucketPolicyStatus' },
  tagging: { GET: 'GetBucketTagging', PUT: 'PutBucketTagging', DELETE: 'DeleteBucketTagging' },
  uploads: { GET: 'ListMultipartUploads' },
  versioning: { GET: 'GetBucketVersioning', PUT: 'PutBucketVersioning' },
  versions: { GET: 'ListObjectVersions' },
};

const objectWords: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  acl: { GET: 'GetObjectAcl', PUT: 'PutObjectAcl' },
  attributes: { GET: 'GetObjectAttributes' },
  tagging: { GET: 'GetObjectTagging', PUT: 'PutObjectTagging', DELETE: 'DeleteObjectTagging' },
  uploads: { POST: 'CreateMultipartUpload' },
};

export interface Target {
  readonly operation: Operation | 'NotImplemented' | 'MethodNotAllowed';
  readonly bucket: string;
  readonly key: string;
}

export const LONGEST_KEY_BYTES = 1024;

const NOT_IMPLEMENTED = [
  'accelerate', 'analytics', 'encryption', 'intelligent-tiering', 'inventory', 'legal-hold', 'logging', 'metrics', 'metadataTable',
  'notification', 'object-lock', 'ownershipControls', 'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention',
  'select', 'session', 'torrent', 'website',
]; // biome-ignore format: a list to read, not a column to scroll

/** Throws InvalidURI or KeyTooLongError. */
export function route(head: RequestHead): Target {
  if (!head.path.startsWith('/')) throw new S3Error('InvalidURI');
  const slash = head.path.indexOf('/', 1);
  const bucket = utf8Text(percentDecode(slash < 0 ? head.path.slice(1) : head.path.slice(1, slash)));
  const keyBytes = percentDecode(slash < 0 ? '' : head.path.slice(slash + 1));
  if (keyBytes.length > LONGEST_KEY_BYTES) throw new S3Error('KeyTooLongError');
  const key = utf8Text(keyBytes);
  if (bucket === '' && key !== '') throw new S3Error('InvalidURI', 'The name of the bucket is missing.');
  return { operation: operationOf(head, bucket, key), bucket, key };
}

function operationOf(head: RequestHead, bucket: string, key: string): Target['operation'] {
  if (NOT_IMPLEMENTED.some((name) => head.query.has(name))) return 'NotImplemented';
  if (head.method === 'OPTIONS') return 'OptionsPreflight';
  if (bucket === '') return head.method === 'GET' ? 'ListBuckets' : 'MethodNotAllowed';
  const words = key === '' ? bucketWords : objectWords;
  const word = Object.keys(words).find((name) => head.query.has(name));
  if (word !== undefined) return words[word]?.[head.method] ?? 'MethodNotAllowed';
  if (key === '') return bucketOperation(head);
  return head.query.has('uploadId') ? uploadOperation(head) : objectOperation(head);
}

function bucketOperation(head: RequestHead): Target['operation'] {
  switch (head.method) {
    case 'GET':
      return head.query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    case 'HEAD':
      return 'HeadBucket';
    case 'PUT':
      return 'CreateBucket';
    case 'DELETE':
      return 'DeleteBucket';
    case 'POST':
      return 'PostObject';
    default:
      return 'MethodNotAllowed';
  }
}

function objectOperation(head: RequestHead): Target['operation'] {
  switch (head.method) {
    case 'GET':
      return 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'PUT':
      return copies(head) ? 'CopyObject' : 'PutObject';
    case 'DELETE':
      return 'DeleteObject';
    default:
      return 'MethodNotAllowed';
  }
}

function uploadOperation(head: RequestHead): Target['operation'] {
  switch (head.method) {
    case 'GET':
      return 'ListParts';
    case 'PUT':
      return copies(head) ? 'UploadPartCopy' : 'UploadPart';
    case 'POST':
      return 'CompleteMultipartUpload';
    case 'DELETE':
      return 'AbortMultipartUpload';
    default:
      return 'MethodNotAllowed';
  }
}

function copies(head: RequestHead): boolean {
  return head.headers.has('x-amz-copy-source') || head.query.has('x-amz-copy-source');
}
