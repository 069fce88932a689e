/**
 * Which operation a request asks for: resource (service, bucket, object) times verb times sub-resource. Sub-resources that S3 has and
 * this store does not are named here, so that they are answered with NotImplemented and never mistaken for a plain GET or PUT.
 */
import { S3Error } from '../s3/errors.ts';
import { percentDecode, utf8Text } from '../s3/uri.ts';
import type { RequestHead } from './head.ts';

export type Operation =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'DeleteObjects'
  | 'PutObject'
  | 'CopyObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject';

export interface Target {
  readonly operation: Operation | 'NotImplemented' | 'MethodNotAllowed';
  readonly bucket: string;
  readonly key: string;
}

const longestKeyBytes = 1024;

const notImplemented = [
  'accelerate', 'acl', 'analytics', 'attributes', 'cors', 'encryption', 'intelligent-tiering', 'inventory', 'legal-hold', 'lifecycle',
  'logging', 'metrics', 'metadataTable', 'notification', 'object-lock', 'ownershipControls', 'partNumber', 'policy', 'policyStatus',
  'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploadId',
  'uploads', 'versionId', 'versioning', 'versions', 'website',
]; // biome-ignore format: a list to read, not a column to scroll

/** Throws InvalidURI or KeyTooLongError. */
export function route(head: RequestHead): Target {
  if (!head.path.startsWith('/')) throw new S3Error('InvalidURI');
  const slash = head.path.indexOf('/', 1);
  const bucket = utf8Text(percentDecode(slash < 0 ? head.path.slice(1) : head.path.slice(1, slash)));
  const keyBytes = percentDecode(slash < 0 ? '' : head.path.slice(slash + 1));
  if (keyBytes.length > longestKeyBytes) throw new S3Error('KeyTooLongError');
  const key = utf8Text(keyBytes);
  if (bucket === '' && key !== '') throw new S3Error('InvalidURI', 'The name of the bucket is missing.');
  return { operation: operationOf(head, bucket, key), bucket, key };
}

function operationOf(head: RequestHead, bucket: string, key: string): Target['operation'] {
  if (notImplemented.some((name) => head.query.has(name))) return 'NotImplemented';
  if (bucket === '') return head.method === 'GET' ? 'ListBuckets' : 'MethodNotAllowed';
  return key === '' ? bucketOperation(head) : objectOperation(head);
}

function bucketOperation(head: RequestHead): Target['operation'] {
  switch (head.method) {
    case 'GET':
      if (head.query.has('location')) return 'GetBucketLocation';
      return head.query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    case 'HEAD':
      return 'HeadBucket';
    case 'PUT':
      return 'CreateBucket';
    case 'DELETE':
      return 'DeleteBucket';
    case 'POST':
      return head.query.has('delete') ? 'DeleteObjects' : 'NotImplemented';
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
      return head.headers.has('x-amz-copy-source') || head.query.has('x-amz-copy-source') ? 'CopyObject' : 'PutObject';
    case 'DELETE':
      return 'DeleteObject';
    case 'POST':
      return 'NotImplemented';
    default:
      return 'MethodNotAllowed';
  }
}
