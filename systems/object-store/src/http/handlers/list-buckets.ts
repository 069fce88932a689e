/** GET /: the buckets of the caller's tenant, and of nobody else. */
import { branch, document, isoTime, leaf } from '../../s3/xml-out.ts';
import type { Handler } from '../handler.ts';
import { ownerXml, replyXml } from '../reply.ts';

export const listBuckets: Handler = async (call, { metadata }) => {
  const buckets = await metadata.listBuckets(call.principal.tenant);
  const entries = buckets.map(({ name, createdMs }) =>
    branch('Bucket', [leaf('Name', name), leaf('CreationDate', isoTime(createdMs))]),
  );
  replyXml(
    call.response,
    document('ListAllMyBucketsResult', [ownerXml(call.principal.tenant), branch('Buckets', entries)]),
  );
};
