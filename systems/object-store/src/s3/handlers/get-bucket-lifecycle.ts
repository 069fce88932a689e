/** GET ?lifecycle: the rules as they are kept. */
import type { LifecycleRule } from '../../lifecycle/rules.ts';
import { lifecycleXml } from '../../wire/documents/lifecycle.ts';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketLifecycle: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.lifecycle === undefined) throw new S3Error('NoSuchLifecycleConfiguration');
  replyXml(call.response, lifecycleXml(JSON.parse(settings.lifecycle) as readonly LifecycleRule[]));
};
