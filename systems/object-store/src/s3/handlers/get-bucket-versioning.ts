/** GET ?versioning: nothing in the answer means that the bucket never kept versions. */
import { document, leaf } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { replyXml } from '../reply.ts';

const words = { off: undefined, enabled: 'Enabled', suspended: 'Suspended' } as const;

export const getBucketVersioning: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const status = words[bucket.versioning];
  replyXml(call.response, document('VersioningConfiguration', status === undefined ? [] : [leaf('Status', status)]));
};
