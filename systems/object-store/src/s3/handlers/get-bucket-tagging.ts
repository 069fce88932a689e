/** GET ?tagging of a bucket. */
import type { Tags } from '../../metadata/interface/objects.ts';
import { taggingXml } from '../../wire/documents/tagging.ts';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketTagging: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.tagging === undefined) throw new S3Error('NoSuchTagSet');
  replyXml(call.response, taggingXml(JSON.parse(settings.tagging) as Tags));
};
