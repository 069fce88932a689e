/** GET a bucket, version 1: the place to go on from is the last name of the page, in the open. */
import type { Objects } from '../../metadata/interface/objects.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { commonXml, contentsXml, encoder, readQuery } from '../list-query.ts';
import { ownerXml, replyXml } from '../reply.ts';

export const listObjects: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const marker = call.query.get('marker') ?? '';
  const query = readQuery(call, marker);
  const page = await services.metadata.list(bucket.id, query);
  const text = encoder(call);
  const next =
    page.continueAfter !== undefined && query.delimiter !== '' ? [leaf('NextMarker', text(page.continueAfter))] : [];
  replyXml(
    call.response,
    document('ListBucketResult', [
      ...commonXml(call, query, page),
      leaf('Marker', text(marker)),
      ...next,
      ...contentsXml(page, text, ownerXml(bucket.tenant)),
    ]),
  );
};
