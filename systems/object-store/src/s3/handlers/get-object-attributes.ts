/** GET ?attributes: what is known about an object, as far as `x-amz-object-attributes` asks, without its bytes. */
import type { ObjectEntry } from '../../metadata/interface/objects.ts';
import { S3Error } from '../../wire/errors.ts';
import { branch, document, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { checksumXml, partChecksumXml } from '../checksum-answer.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { readLimit, readWholeNumber } from '../list-query.ts';
import { findObject } from '../open-object.ts';
import { answeredByCondition } from '../read-answer.ts';
import { replyXml } from '../reply.ts';
import { versionHeader } from '../versions.ts';

const attributes: Readonly<Record<string, (entry: ObjectEntry, call: Call) => string>> = {
  ETag: ({ etag }) => leaf('ETag', etag),
  Checksum: ({ checksum }) => (checksum === undefined ? '' : branch('Checksum', checksumXml(checksum))),
  ObjectParts: partsXml,
  StorageClass: () => leaf('StorageClass', 'STANDARD'),
  ObjectSize: ({ content }) => leaf('ObjectSize', content.sizeBytes),
};

export const getObjectAttributes: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const names = (call.headers.get('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim());
  if (names.some((name) => !Object.hasOwn(attributes, name))) {
    throw new S3Error('InvalidArgument', `x-amz-object-attributes names one or more of ${Object.keys(attributes)}.`);
  }
  const entry = await findObject(call, services, bucket);
  if (answeredByCondition(call, bucket, entry)) return;
  const asked = Object.keys(attributes).filter((name) => names.includes(name));
  const xml = asked.map((name) => attributes[name]?.(entry, call) ?? '');
  replyXml(call.response, document('GetObjectAttributesResponse', xml), 200, {
    'last-modified': new Date(entry.modifiedMs).toUTCString(),
    ...versionHeader(bucket, entry.versionId),
  });
};

function partsXml({ partSizes, partChecksums, checksum }: ObjectEntry, call: Call): string {
  if (partSizes === undefined) return '';
  const limit = readLimit('x-amz-max-parts', call.headers.get('x-amz-max-parts'));
  const marker = readWholeNumber('x-amz-part-number-marker', call.headers.get('x-amz-part-number-marker'));
  const page = partSizes.slice(marker, marker + limit);
  return branch('ObjectParts', [
    leaf('PartsCount', partSizes.length),
    leaf('PartNumberMarker', marker),
    leaf('NextPartNumberMarker', marker + page.length),
    leaf('MaxParts', limit),
    leaf('IsTruncated', limit > 0 && marker + page.length < partSizes.length),
    ...page.map((sizeBytes, index) => {
      const value = partChecksums?.[marker + index];
      const sum = partChecksumXml(checksum && value !== undefined ? { ...checksum, value } : undefined);
      return branch('Part', [leaf('PartNumber', marker + index + 1), leaf('Size', sizeBytes), ...sum]);
    }),
  ]);
}
