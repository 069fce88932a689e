/** PUT with uploadId, partNumber and x-amz-copy-source: a part that is an object, or a range of one, of this store. */
import type { Sessions } from '../../metadata/interface/sessions.ts';
import type { Uploads } from '../../metadata/interface/uploads.ts';
import { S3Error } from '../../wire/errors.ts';
import { document, isoTime, leaf } from '../../wire/xml-out.ts';
import { partChecksumXml } from '../checksum-answer.ts';
import { checkSource, openSource, readSource, sourceVersionHeader } from '../copy-source.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { checkOfPart, openUpload, readPartNumber, storePart } from '../multipart.ts';
import type { ByteRange } from '../range.ts';
import { replyXml } from '../reply.ts';
import { requireRoomForPart } from '../room.ts';

export const uploadPartCopy: Handler<Sessions & Uploads> = async (call, services) => {
  const source = readSource(call);
  const bucket = await openBucket(call, services);
  const number = readPartNumber(call.query.get('partNumber') ?? '');
  const upload = await openUpload(call, services, bucket.id);
  const { from, entry, reader } = await openSource(call, services, source);
  try {
    const { start, end } = readSourceRange(call.headers.get('x-amz-copy-source-range'), entry.content.sizeBytes);
    checkSource(call, entry, end - start);
    await requireRoomForPart(services, bucket, upload, number, end - start);
    const check = checkOfPart(new Map(), services, upload);
    const bytes = check.through(reader.windows(start, end), new Map());
    const part = await storePart(services, upload, number, { bytes, check, sizeBytes: end - start });
    const result = [
      leaf('LastModified', isoTime(part.modifiedMs)),
      leaf('ETag', `"${part.etag}"`),
      ...partChecksumXml(part.checksum),
    ];
    replyXml(call.response, document('CopyPartResult', result), 200, sourceVersionHeader(from, entry));
  } finally {
    await reader.close();
  }
};

/** Unlike a Range header this one is taken at its word: both ends are there, and both lie within the source. */
function readSourceRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined) return { start: 0, end: sizeBytes };
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header.trim());
  const [start, end] = [Number(match?.[1]), Number(match?.[2]) + 1];
  if (match === null || start >= end) {
    throw new S3Error('InvalidArgument', 'The x-amz-copy-source-range value must be of the form bytes=first-last.');
  }
  if (end > sizeBytes) {
    throw new S3Error('InvalidArgument', `Range specified is not valid for source object of size: ${sizeBytes}`);
  }
  return { start, end };
}
