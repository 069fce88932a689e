/** Every operation and its handler, in one table; what is not here answers NotImplemented. */
import type { Handlers } from './handler.ts';
import { abortMultipartUpload } from './handlers/abort-multipart-upload.ts';
import { completeMultipartUpload } from './handlers/complete-multipart-upload.ts';
import { copyObject } from './handlers/copy-object.ts';
import { createBucket } from './handlers/create-bucket.ts';
import { createMultipartUpload } from './handlers/create-multipart-upload.ts';
import { deleteBucket } from './handlers/delete-bucket.ts';
import { deleteBucketCors } from './handlers/delete-bucket-cors.ts';
import { deleteBucketLifecycle } from './handlers/delete-bucket-lifecycle.ts';
import { deleteBucketPolicy } from './handlers/delete-bucket-policy.ts';
import { deleteBucketTagging } from './handlers/delete-bucket-tagging.ts';
import { deleteObject } from './handlers/delete-object.ts';
import { deleteObjectTagging } from './handlers/delete-object-tagging.ts';
import { deleteObjects } from './handlers/delete-objects.ts';
import { getBucketAcl } from './handlers/get-bucket-acl.ts';
import { getBucketCors } from './handlers/get-bucket-cors.ts';
import { getBucketLifecycle } from './handlers/get-bucket-lifecycle.ts';
import { getBucketLocation } from './handlers/get-bucket-location.ts';
import { getBucketPolicy } from './handlers/get-bucket-policy.ts';
import { getBucketPolicyStatus } from './handlers/get-bucket-policy-status.ts';
import { getBucketTagging } from './handlers/get-bucket-tagging.ts';
import { getBucketVersioning } from './handlers/get-bucket-versioning.ts';
import { getObject } from './handlers/get-object.ts';
import { getObjectAcl } from './handlers/get-object-acl.ts';
import { getObjectAttributes } from './handlers/get-object-attributes.ts';
import { getObjectTagging } from './handlers/get-object-tagging.ts';
import { headBucket } from './handlers/head-bucket.ts';
import { headObject } from './handlers/head-object.ts';
import { listBuckets } from './handlers/list-buckets.ts';
import { listMultipartUploads } from './handlers/list-multipart-uploads.ts';
import { listObjectVersions } from './handlers/list-object-versions.ts';
import { listObjects } from './handlers/list-objects.ts';
import { listObjectsV2 } from './handlers/list-objects-v2.ts';
import { listParts } from './handlers/list-parts.ts';
import { optionsPreflight } from './handlers/options-preflight.ts';
import { postObject } from './handlers/post-object.ts';
import { putBucketAcl } from './handlers/put-bucket-acl.ts';
import { putBucketCors } from './handlers/put-bucket-cors.ts';
import { putBucketLifecycle } from './handlers/put-bucket-lifecycle.ts';
import { putBucketPolicy } from './handlers/put-bucket-policy.ts';
import { putBucketTagging } from './handlers/put-bucket-tagging.ts';
import { putBucketVersioning } from './handlers/put-bucket-versioning.ts';
import { putObject } from './handlers/put-object.ts';
import { putObjectAcl } from './handlers/put-object-acl.ts';
import { putObjectTagging } from './handlers/put-object-tagging.ts';
import { uploadPart } from './handlers/upload-part.ts';
import { uploadPartCopy } from './handlers/upload-part-copy.ts';

export const operations: Handlers = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  DeleteObjects: deleteObjects,
  PostObject: postObject,
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  GetBucketTagging: getBucketTagging,
  PutBucketTagging: putBucketTagging,
  DeleteBucketTagging: deleteBucketTagging,
  GetBucketVersioning: getBucketVersioning,
  PutBucketVersioning: putBucketVersioning,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  ListParts: listParts,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetBucketCors: getBucketCors,
  PutBucketCors: putBucketCors,
  DeleteBucketCors: deleteBucketCors,
  GetBucketLifecycle: getBucketLifecycle,
  PutBucketLifecycle: putBucketLifecycle,
  DeleteBucketLifecycle: deleteBucketLifecycle,
  GetBucketPolicy: getBucketPolicy,
  PutBucketPolicy: putBucketPolicy,
  DeleteBucketPolicy: deleteBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  OptionsPreflight: optionsPreflight,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putObjectAcl,
};
