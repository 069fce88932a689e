/** GET ?uploadId: the parts of an upload so far, in the order of their numbers. */
import type { Uploads } from '../../metadata/interface/uploads.ts';
import { branch, document, isoTime, leaf } from '../../wire/xml-out.ts';
import { checksumPlanXml, partChecksumXml } from '../checksum-answer.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { readLimit, readWholeNumber } from '../list-query.ts';
import { openUpload } from '../multipart.ts';
import { initiatorXml, ownerXml, replyXml } from '../reply.ts';

export const listParts: Handler<Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const marker = readWholeNumber('part-number-marker', call.query.get('part-number-marker'));
  const limit = readLimit('max-parts', call.query.get('max-parts'));
  const upload = await openUpload(call, services, bucket.id);
  const found = await services.metadata.listParts(upload.id, marker, limit + 1);
  const parts = found.slice(0, limit);
  const result = [
    leaf('Bucket', bucket.name),
    leaf('Key', upload.key),
    leaf('UploadId', upload.id),
    leaf('PartNumberMarker', marker),
    leaf('NextPartNumberMarker', parts.at(-1)?.number ?? marker),
    leaf('MaxParts', limit),
    leaf('IsTruncated', limit > 0 && found.length > limit),
    ...parts.map((part) =>
      branch('Part', [
        leaf('PartNumber', part.number),
        leaf('LastModified', isoTime(part.modifiedMs)),
        leaf('ETag', `"${part.etag}"`),
        leaf('Size', part.content.sizeBytes),
        ...partChecksumXml(part.checksum),
      ]),
    ),
    initiatorXml(upload.initiator),
    ownerXml(bucket.tenant),
    leaf('StorageClass', 'STANDARD'),
    ...checksumPlanXml(upload.checksum),
  ];
  replyXml(call.response, document('ListPartsResult', result));
};
