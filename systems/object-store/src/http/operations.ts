/** Every operation and its handler, in one table; what is not here answers NotImplemented. */
import type { Handlers } from './handler.ts';
import { copyObject } from './handlers/copy-object.ts';
import { createBucket } from './handlers/create-bucket.ts';
import { deleteBucket } from './handlers/delete-bucket.ts';
import { deleteObject } from './handlers/delete-object.ts';
import { deleteObjects } from './handlers/delete-objects.ts';
import { getBucketLocation } from './handlers/get-bucket-location.ts';
import { getObject } from './handlers/get-object.ts';
import { headBucket } from './handlers/head-bucket.ts';
import { headObject } from './handlers/head-object.ts';
import { listBuckets } from './handlers/list-buckets.ts';
import { listObjects } from './handlers/list-objects.ts';
import { listObjectsV2 } from './handlers/list-objects-v2.ts';
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
