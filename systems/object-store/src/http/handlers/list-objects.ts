/** GET a bucket: ListObjects (version 1) and ListObjectsV2, one page each. The two differ in how they name the place to go on from. */
import type { ListPage, ListQuery } from '../../metadata/metadata-store.ts';
import { S3Error } from '../../s3/errors.ts';
import { percentEncode } from '../../s3/uri.ts';
import { branch, document, isoTime, leaf } from '../../s3/xml-out.ts';
import { openBucket } from '../access.ts';
import type { Call } from '../call.ts';
import type { Handler } from '../handler.ts';
import { ownerXml, replyXml } from '../reply.ts';

const longestPage = 1000;

export const listObjects: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'read');
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

export const listObjectsV2: Handler = async (call, services) => {
  const bucket = await openBucket(call, services, 'read');
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

function readQuery(call: Call, after: string): ListQuery {
  const maxKeys = call.query.get('max-keys') ?? '';
  if (!/^\d{0,10}$/.test(maxKeys)) throw new S3Error('InvalidArgument', 'max-keys must be a whole number, 0 or more.');
  const encoding = call.query.get('encoding-type') ?? '';
  if (encoding !== '' && encoding !== 'url') throw new S3Error('InvalidArgument', 'encoding-type must be url.');
  return {
    prefix: call.query.get('prefix') ?? '',
    delimiter: call.query.get('delimiter') ?? '',
    after,
    limit: maxKeys === '' ? longestPage : Math.min(longestPage, Number(maxKeys)),
  };
}

type Encode = (text: string) => string;

function encoder(call: Call): Encode {
  if (call.query.get('encoding-type') !== 'url') return (text) => text;
  return (text) => percentEncode(Buffer.from(text), { slash: false });
}

function commonXml(call: Call, query: ListQuery, page: ListPage): string[] {
  const text = encoder(call);
  return [
    leaf('Name', call.target.bucket),
    leaf('Prefix', text(query.prefix)),
    ...(query.delimiter === '' ? [] : [leaf('Delimiter', text(query.delimiter))]),
    leaf('MaxKeys', query.limit),
    ...(call.query.get('encoding-type') === 'url' ? [leaf('EncodingType', 'url')] : []),
    leaf('IsTruncated', page.continueAfter !== undefined),
  ];
}

function contentsXml(page: ListPage, text: Encode, owner: string): string[] {
  const contents = page.objects.map((object) =>
    branch('Contents', [
      leaf('Key', text(object.key)),
      leaf('LastModified', isoTime(object.modifiedMs)),
      leaf('ETag', `"${object.etag}"`),
      leaf('Size', object.sizeBytes),
      owner,
      leaf('StorageClass', 'STANDARD'),
    ]),
  );
  return [
    ...contents,
    ...page.commonPrefixes.map((prefix) => branch('CommonPrefixes', [leaf('Prefix', text(prefix))])),
  ];
}

function makeToken(after: string): string {
  return Buffer.from(after).toString('base64url');
}

function readToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString();
  if (token === '' || makeToken(after) !== token)
    throw new S3Error('InvalidArgument', 'The continuation token is not ours.');
  return after;
}
