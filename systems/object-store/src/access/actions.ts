/**
 * What policies speak of: S3's actions, and which of them an operation needs. Reading or changing a version that is named, setting tags
 * or an ACL with an upload, need actions of their own, so that allowing the one never allows the other.
 */
import type { Operation } from '../wire/operation.ts';

/** Actions on a bucket itself; its resource is `arn:aws:s3:::BUCKET`. */
const BUCKET_ACTIONS = [
  's3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads', 's3:DeleteBucket', 's3:GetBucketLocation',
  's3:GetBucketAcl', 's3:PutBucketAcl', 's3:GetBucketCORS', 's3:PutBucketCORS', 's3:GetBucketPolicy', 's3:PutBucketPolicy',
  's3:DeleteBucketPolicy', 's3:GetBucketPolicyStatus', 's3:GetBucketTagging', 's3:PutBucketTagging', 's3:GetBucketVersioning',
  's3:PutBucketVersioning', 's3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration',
] as const; // biome-ignore format: a list to read, not a column to scroll

/** Actions on an object; its resource is `arn:aws:s3:::BUCKET/KEY`. */
const OBJECT_ACTIONS = [
  's3:GetObject', 's3:GetObjectVersion', 's3:GetObjectAttributes', 's3:GetObjectVersionAttributes', 's3:GetObjectAcl',
  's3:GetObjectVersionAcl', 's3:GetObjectTagging', 's3:GetObjectVersionTagging', 's3:PutObject', 's3:PutObjectAcl',
  's3:PutObjectVersionAcl', 's3:PutObjectTagging', 's3:PutObjectVersionTagging', 's3:DeleteObject', 's3:DeleteObjectVersion',
  's3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts',
] as const; // biome-ignore format: a list to read, not a column to scroll

type BucketAction = (typeof BUCKET_ACTIONS)[number];
type ObjectAction = (typeof OBJECT_ACTIONS)[number];
export type Action = BucketAction | ObjectAction;

export const ALL_ACTIONS: readonly Action[] = [...BUCKET_ACTIONS, ...OBJECT_ACTIONS];

export function isBucketAction(action: Action): boolean {
  return (BUCKET_ACTIONS as readonly string[]).includes(action);
}

const ofBucket = {
  HeadBucket: 's3:ListBucket',
  DeleteBucket: 's3:DeleteBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  GetBucketAcl: 's3:GetBucketAcl',
  PutBucketAcl: 's3:PutBucketAcl',
  GetBucketCors: 's3:GetBucketCORS',
  PutBucketCors: 's3:PutBucketCORS',
  DeleteBucketCors: 's3:PutBucketCORS',
  GetBucketLifecycle: 's3:GetLifecycleConfiguration',
  PutBucketLifecycle: 's3:PutLifecycleConfiguration',
  DeleteBucketLifecycle: 's3:PutLifecycleConfiguration',
  GetBucketPolicy: 's3:GetBucketPolicy',
  PutBucketPolicy: 's3:PutBucketPolicy',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  GetBucketPolicyStatus: 's3:GetBucketPolicyStatus',
  GetBucketTagging: 's3:GetBucketTagging',
  PutBucketTagging: 's3:PutBucketTagging',
  DeleteBucketTagging: 's3:PutBucketTagging',
  GetBucketVersioning: 's3:GetBucketVersioning',
  PutBucketVersioning: 's3:PutBucketVersioning',
} as const satisfies Partial<Record<Operation, BucketAction>>;

/** For the present object, and for a version that is named. */
const ofObject = {
  PutObject: ['s3:PutObject', 's3:PutObject'],
  PostObject: ['s3:PutObject', 's3:PutObject'],
  CopyObject: ['s3:PutObject', 's3:PutObject'],
  GetObject: ['s3:GetObject', 's3:GetObjectVersion'],
  HeadObject: ['s3:GetObject', 's3:GetObjectVersion'],
  DeleteObject: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  DeleteObjects: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  GetObjectAttributes: ['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes'],
  GetObjectAcl: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  PutObjectAcl: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  GetObjectTagging: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'],
  PutObjectTagging: ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
  DeleteObjectTagging: ['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'],
  CreateMultipartUpload: ['s3:PutObject', 's3:PutObject'],
  UploadPart: ['s3:PutObject', 's3:PutObject'],
  UploadPartCopy: ['s3:PutObject', 's3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject', 's3:PutObject'],
  ListParts: ['s3:ListMultipartUploadParts', 's3:ListMultipartUploadParts'],
  AbortMultipartUpload: ['s3:AbortMultipartUpload', 's3:AbortMultipartUpload'],
} as const satisfies Partial<Record<Operation, readonly [ObjectAction, ObjectAction]>>;

/** Every operation but the three that open no bucket: each needs actions, or this file does not compile. */
export type GuardedOperation = Exclude<Operation, 'ListBuckets' | 'CreateBucket' | 'OptionsPreflight'>;

/** All of these must be allowed. `versionId` is the one the request names. */
export function actionsOf(
  operation: GuardedOperation,
  versionId: string | undefined,
  headers: ReadonlyMap<string, string>,
): readonly Action[] {
  if (operation in ofBucket) return [ofBucket[operation as keyof typeof ofBucket]];
  const [present, version] = ofObject[operation as Exclude<GuardedOperation, keyof typeof ofBucket>];
  const actions: Action[] = [versionId === undefined ? present : version];
  if (operation === 'GetObjectAttributes')
    actions.push(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion');
  if (present !== 's3:PutObject') return actions;
  if (headers.has('x-amz-tagging')) actions.push('s3:PutObjectTagging');
  if (headers.has('x-amz-acl')) actions.push('s3:PutObjectAcl');
  return actions;
}
