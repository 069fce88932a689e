/**
 * Canned ACLs, the only kind there is here: what each lets strangers do. Every object belongs to the tenant of its bucket, so the kinds
 * that speak of the bucket's owner give nobody anything that the owner would not have. Source: "Access control list (ACL) overview",
 * Amazon S3 user guide.
 */
import { S3Error } from '../wire/errors.ts';
import type { Action } from './actions.ts';
import type { AccessQuestion } from './question.ts';

const CANNED_ACLS = [
  'private', 'public-read', 'public-read-write', 'authenticated-read', 'bucket-owner-read', 'bucket-owner-full-control',
] as const; // biome-ignore format: a list to read, not a column to scroll

export type CannedAcl = (typeof CANNED_ACLS)[number];

export function isCannedAcl(name: string): name is CannedAcl {
  return (CANNED_ACLS as readonly string[]).includes(name);
}

/** The ACL that a request asks for, if any. Throws InvalidArgument, and NotImplemented for grants one by one. */
export function askedAcl(headers: ReadonlyMap<string, string>): CannedAcl | undefined {
  const grant = [...headers.keys()].find((name) => name.startsWith('x-amz-grant-'));
  if (grant !== undefined) throw new S3Error('NotImplemented', `${grant} is not implemented; x-amz-acl is.`);
  const name = headers.get('x-amz-acl');
  if (name === undefined) return undefined;
  if (!isCannedAcl(name)) throw new S3Error('InvalidArgument', 'x-amz-acl is not the name of a canned ACL.');
  return name;
}

/** Who besides the owner may read or write, by a canned ACL. */
export function grantsOf(acl: CannedAcl): {
  readonly read: 'nobody' | 'signed' | 'all';
  readonly write: 'nobody' | 'all';
} {
  if (acl === 'public-read-write') return { read: 'all', write: 'all' };
  if (acl === 'public-read') return { read: 'all', write: 'nobody' };
  return { read: acl === 'authenticated-read' ? 'signed' : 'nobody', write: 'nobody' };
}

const BUCKET_READ: readonly Action[] = ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'];
const BUCKET_WRITE: readonly Action[] = ['s3:PutObject', 's3:DeleteObject'];
const OBJECT_READ: readonly Action[] = ['s3:GetObject', 's3:GetObjectVersion'];

/**
 * Whether the ACL of the bucket, or of the object, lets somebody who is not of the owner's tenant do this. Whoever may list a bucket may hear
 * of an object that it is not there: the list says so too.
 */
export function aclAllows({ action, principal, bucket, object }: AccessQuestion): boolean {
  const ofBucket = grantsOf(stored(bucket.settings.acl));
  if (BUCKET_WRITE.includes(action)) return ofBucket.write === 'all';
  const read = BUCKET_READ.includes(action)
    ? ofBucket.read
    : OBJECT_READ.includes(action)
      ? (object === undefined ? ofBucket : grantsOf(stored(object.acl))).read
      : 'nobody';
  return read === 'all' || (read === 'signed' && principal !== undefined);
}

/** A name that this version of the store does not know grants nothing. */
export function stored(acl: string | undefined): CannedAcl {
  return acl !== undefined && isCannedAcl(acl) ? acl : 'private';
}
