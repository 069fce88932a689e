/** Every operation and its handler, in one table; what is not here answers NotImplemented. */
import type { Handlers } from './handler.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket } from './handlers/buckets.ts';
import { copyObject } from './handlers/copy-object.ts';
import { deleteObject } from './handlers/delete-object.ts';
import { deleteObjects } from './handlers/delete-objects.ts';
import { getObject } from './handlers/get-object.ts';
import { headObject } from './handlers/head-object.ts';
import { listBuckets } from './handlers/list-buckets.ts';
import { listObjects, listObjectsV2 } from './handlers/list-objects.ts';
import { putObject } from './handlers/put-object.ts';

export const operations: Handlers = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  CopyObject: copyObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
};
