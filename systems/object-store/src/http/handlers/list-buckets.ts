/** GET /: the buckets of the caller's tenant, and of nobody else. */
import { branch, document, isoTime, leaf } from '../../s3/xml-out.ts';
import { signerOf } from '../access.ts';
import type { Handler } from '../handler.ts';
import { ownerXml, replyXml } from '../reply.ts';

export const listBuckets: Handler = async (call, { metadata }) => {
  const { tenant } = signerOf(call);
  const buckets = await metadata.listBuckets(tenant);
  const entries = buckets.map(({ name, createdMs }) =>
    branch('Bucket', [leaf('Name', name), leaf('CreationDate', isoTime(createdMs))]),
  );
  replyXml(call.response, document('ListAllMyBucketsResult', [ownerXml(tenant), branch('Buckets', entries)]));
};
