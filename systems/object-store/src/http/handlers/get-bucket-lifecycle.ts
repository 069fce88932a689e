/** GET ?lifecycle: the rules as they are kept. */
import type { LifecycleRule } from '../../lifecycle/rules.ts';
import { lifecycleXml } from '../../s3/documents/lifecycle.ts';
import { S3Error } from '../../s3/errors.ts';
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketLifecycle: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.lifecycle === undefined) throw new S3Error('NoSuchLifecycleConfiguration');
  replyXml(call.response, lifecycleXml(JSON.parse(settings.lifecycle) as readonly LifecycleRule[]));
};
