/** PUT ?versioning: from now on the bucket keeps versions, or (suspended) replaces the version named null. */
import { replyEmpty } from '@seatrial/service-http';
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { readVersioning } from '../../wire/documents/versioning.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { textBody } from '../text-body.ts';

export const putBucketVersioning: Handler<Buckets> = async (call, services) => {
  const bucket = await openBucket(call, services);
  await services.metadata.setVersioning(bucket.id, readVersioning(await textBody(call, services, MAXIMUM_XML_BYTES)));
  replyEmpty(call.response, 200);
};
