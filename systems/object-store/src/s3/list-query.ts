/** What listings (of objects, versions, uploads) have in common: the query they read, and the parts of the answer that look the same. */
import type { ListPage, ListQuery } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import { percentEncode } from '../wire/uri.ts';
import { branch, isoTime, leaf } from '../wire/xml-out.ts';
import type { Call } from './call.ts';
import { checksumKindXml } from './checksum-answer.ts';

const LONGEST_PAGE = 1000;

/** Throws InvalidArgument. */
export function readQuery(call: Call, after: string, limitName = 'max-keys'): ListQuery {
  const encoding = call.query.get('encoding-type') ?? '';
  if (encoding !== '' && encoding !== 'url') throw new S3Error('InvalidArgument', 'encoding-type must be url.');
  return {
    prefix: call.query.get('prefix') ?? '',
    delimiter: call.query.get('delimiter') ?? '',
    after,
    limit: readLimit(limitName, call.query.get(limitName)),
  };
}

/** How many items a page may have: a thousand unless told to be fewer. Throws InvalidArgument. */
export function readLimit(name: string, text: string | undefined): number {
  return Math.min(LONGEST_PAGE, readWholeNumber(name, text || String(LONGEST_PAGE)));
}

/** Zero when there is none. Throws InvalidArgument. */
export function readWholeNumber(name: string, text = ''): number {
  if (!/^\d{0,10}$/.test(text)) throw new S3Error('InvalidArgument', `${name} must be a whole number, 0 or more.`);
  return Number(text);
}

/** The place to go on from, opaque to the client. */
export function makeToken(after: string): string {
  return Buffer.from(after).toString('base64url');
}

/** Throws InvalidArgument. */
export function readToken(token: string): string {
  const after = Buffer.from(token, 'base64url').toString();
  if (token === '' || makeToken(after) !== token) {
    throw new S3Error('InvalidArgument', 'The continuation token is not ours.');
  }
  return after;
}

/** How names appear in the answer: as they are, or percent-encoded when the client asked for that. */
export type Encode = (text: string) => string;

export function encoder(call: Call): Encode {
  if (call.query.get('encoding-type') !== 'url') return (text) => text;
  return (text) => percentEncode(Buffer.from(text), { slash: false });
}

export function commonXml(call: Call, query: ListQuery, page: { readonly continueAfter: unknown }): string[] {
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

export function contentsXml(page: ListPage, text: Encode, owner: string): string[] {
  const contents = page.objects.map((object) =>
    branch('Contents', [
      leaf('Key', text(object.key)),
      leaf('LastModified', isoTime(object.modifiedMs)),
      leaf('ETag', `"${object.etag}"`),
      ...checksumKindXml(object.checksum),
      leaf('Size', object.sizeBytes),
      owner,
      leaf('StorageClass', 'STANDARD'),
    ]),
  );
  return [...contents, ...prefixesXml(page.commonPrefixes, text)];
}

export function prefixesXml(prefixes: readonly string[], text: Encode): string[] {
  return prefixes.map((prefix) => branch('CommonPrefixes', [leaf('Prefix', text(prefix))]));
}
