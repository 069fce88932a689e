/** GET ?cors: the rules as they are kept. */
import type { CorsRule } from '../../access/cors.ts';
import { corsXml } from '../../wire/documents/cors.ts';
import { S3Error } from '../../wire/errors.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

export const getBucketCors: Handler = async (call, services) => {
  const { settings } = await openBucket(call, services);
  if (settings.cors === undefined) throw new S3Error('NoSuchCORSConfiguration');
  replyXml(call.response, corsXml(JSON.parse(settings.cors) as readonly CorsRule[]));
};
