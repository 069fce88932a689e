/** GET ?tagging of an object or of a version of it. */
import { taggingXml } from '../../wire/documents/tagging.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { findObject } from '../open-object.ts';
import { replyXml } from '../reply.ts';
import { versionHeader } from '../versions.ts';

export const getObjectTagging: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const entry = await findObject(call, services, bucket);
  replyXml(call.response, taggingXml(entry.tags), 200, versionHeader(bucket, entry.versionId));
};
