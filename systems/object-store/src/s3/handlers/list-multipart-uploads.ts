/** GET ?uploads: uploads in parts that were begun and are neither completed nor aborted, by key, then by time. */
import type { Upload, Uploads } from '../../metadata/interface/uploads.ts';
import { branch, document, isoTime, leaf } from '../../wire/xml-out.ts';
import { checksumPlanXml } from '../checksum-answer.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { type Encode, encoder, prefixesXml, readQuery } from '../list-query.ts';
import { initiatorXml, ownerXml, replyXml } from '../reply.ts';

export const listMultipartUploads: Handler<Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const keyMarker = call.query.get('key-marker') ?? '';
  // As in S3, an upload id means nothing without the key it belongs to.
  const uploadIdMarker = keyMarker === '' ? '' : (call.query.get('upload-id-marker') ?? '');
  const query = readQuery(call, keyMarker, 'max-uploads');
  const page = await services.metadata.listUploads(bucket.id, { ...query, afterUploadId: uploadIdMarker || undefined });
  const text = encoder(call);
  const next = page.continueAfter;
  replyXml(
    call.response,
    document('ListMultipartUploadsResult', [
      leaf('Bucket', bucket.name),
      leaf('KeyMarker', text(keyMarker)),
      leaf('UploadIdMarker', uploadIdMarker),
      ...(next === undefined ? [] : [leaf('NextKeyMarker', text(next.key)), leaf('NextUploadIdMarker', next.uploadId)]),
      leaf('Prefix', text(query.prefix)),
      ...(query.delimiter === '' ? [] : [leaf('Delimiter', text(query.delimiter))]),
      leaf('MaxUploads', query.limit),
      ...(call.query.get('encoding-type') === 'url' ? [leaf('EncodingType', 'url')] : []),
      leaf('IsTruncated', next !== undefined),
      ...page.uploads.map((upload) => uploadXml(upload, text, bucket.tenant)),
      ...prefixesXml(page.commonPrefixes, text),
    ]),
  );
};

function uploadXml(upload: Upload, text: Encode, tenant: string): string {
  return branch('Upload', [
    leaf('Key', text(upload.key)),
    leaf('UploadId', upload.id),
    initiatorXml(upload.initiator),
    ownerXml(tenant),
    leaf('StorageClass', 'STANDARD'),
    leaf('Initiated', isoTime(upload.startedMs)),
    ...checksumPlanXml(upload.checksum),
  ]);
}
