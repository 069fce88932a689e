/** GET /: the buckets of the caller's tenant, and of nobody else; all of them, or page by page for who asks for pages. */
import type { Buckets } from '../../metadata/interface/buckets.ts';
import { S3Error } from '../../wire/errors.ts';
import { branch, document, isoTime, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { signerOf } from '../door.ts';
import type { Handler } from '../handler.ts';
import { makeToken, readToken } from '../list-query.ts';
import { ownerXml, replyXml } from '../reply.ts';

const LONGEST_PAGE = 10_000;

export const listBuckets: Handler<Buckets> = async (call, { metadata, region }) => {
  const { tenant } = signerOf(call);
  const prefix = call.query.get('prefix') ?? '';
  const token = call.query.get('continuation-token');
  const after = token === undefined ? '' : readToken(token);
  const limit = readLimit(call);
  if ((call.query.get('bucket-region') || region) !== region) {
    throw new S3Error('InvalidArgument', `This is ${region}: buckets of other regions are listed there.`);
  }
  const buckets = await metadata.listBuckets(tenant);
  const wanted = buckets.filter(({ name }) => name.startsWith(prefix) && name > after);
  const page = wanted.slice(0, limit);
  const last = wanted.length > page.length ? page.at(-1) : undefined;
  const entries = page.map(({ name, createdMs }) =>
    branch('Bucket', [leaf('Name', name), leaf('CreationDate', isoTime(createdMs)), leaf('BucketRegion', region)]),
  );
  replyXml(
    call.response,
    document('ListAllMyBucketsResult', [
      ownerXml(tenant),
      branch('Buckets', entries),
      ...(prefix === '' ? [] : [leaf('Prefix', prefix)]),
      ...(last === undefined ? [] : [leaf('ContinuationToken', makeToken(last.name))]),
    ]),
  );
};

/** Everything for who does not ask for pages. */
function readLimit(call: Call): number {
  const text = call.query.get('max-buckets');
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= LONGEST_PAGE) return limit;
  throw new S3Error('InvalidArgument', `max-buckets must be a number from 1 to ${LONGEST_PAGE}.`);
}
