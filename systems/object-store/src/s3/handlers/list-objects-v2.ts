/** GET a bucket with list-type=2: the place to go on from is a token, opaque to the client. */
import type { Objects } from '../../metadata/interface/objects.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { commonXml, contentsXml, encoder, makeToken, readQuery, readToken } from '../list-query.ts';
import { ownerXml, replyXml } from '../reply.ts';

export const listObjectsV2: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const startAfter = call.query.get('start-after');
  const token = call.query.get('continuation-token');
  const query = readQuery(call, token === undefined ? (startAfter ?? '') : readToken(token));
  const page = await services.metadata.list(bucket.id, query);
  const text = encoder(call);
  const owner = call.query.get('fetch-owner') === 'true' ? ownerXml(bucket.tenant) : '';
  replyXml(
    call.response,
    document('ListBucketResult', [
      ...commonXml(call, query, page),
      leaf('KeyCount', page.objects.length + page.commonPrefixes.length),
      ...(startAfter === undefined ? [] : [leaf('StartAfter', text(startAfter))]),
      ...(token === undefined ? [] : [leaf('ContinuationToken', token)]),
      ...(page.continueAfter === undefined ? [] : [leaf('NextContinuationToken', makeToken(page.continueAfter))]),
      ...contentsXml(page, text, owner),
    ]),
  );
};
