/** PUT with x-amz-copy-source: verified bytes of one object become another. Both buckets pass the policy: reading one, writing the other. */
import { UploadCheck } from '../../integrity/upload-check.ts';
import { S3Error } from '../../s3/errors.ts';
import { percentDecode, utf8Text } from '../../s3/uri.ts';
import { document, isoTime, leaf } from '../../s3/xml-out.ts';
import { openBucket, openSourceBucket } from '../access.ts';
import type { Call } from '../call.ts';
import { commitObject } from '../commit-object.ts';
import { changePrecondition, judgeRead, readConditions } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { keptHeaders } from '../object-headers.ts';
import { openObject } from '../open-object.ts';
import { replyXml } from '../reply.ts';

export const copyObject: Handler = async (call, services) => {
  const source = readSource(call);
  const replace = replacesMetadata(call);
  const target = await openBucket(call, services);
  const precondition = changePrecondition(call.headers);
  const given = keptHeaders(call.headers);
  const from = await openSourceBucket(call, services, source);
  if (from.id === target.id && source.key === call.target.key && !replace) {
    throw new S3Error(
      'InvalidRequest',
      'An object can be copied to itself only with x-amz-metadata-directive: REPLACE.',
    );
  }
  const { entry, reader } = await openObject(services, from, source.key);
  try {
    if (judgeRead(readConditions(call.headers, 'x-amz-copy-source-'), entry) !== 'proceed') {
      throw new S3Error('PreconditionFailed');
    }
    const check = new UploadCheck(new Map(), services.sameDigest);
    const { sizeBytes } = entry.content;
    const modifiedMs = Date.now();
    await services.writer.use(async (session) => {
      const bytes = check.through(reader.windows(0, sizeBytes), new Map());
      const content = await services.contents.write(bytes, { session, sizeHintBytes: sizeBytes });
      const { tags, checksum } = entry;
      const described = { headers: replace ? given : entry.headers, tags, acl: undefined };
      const copy = {
        ...described,
        key: call.target.key,
        content,
        etag: check.etag,
        modifiedMs,
        checksum,
        partSizes: undefined,
      };
      await commitObject(services, target.id, copy, session, precondition);
    });
    const result = [leaf('LastModified', isoTime(modifiedMs)), leaf('ETag', `"${check.etag}"`)];
    replyXml(call.response, document('CopyObjectResult', result));
  } finally {
    await reader.close();
  }
};

function readSource(call: Call): { readonly bucket: string; readonly key: string; readonly versionId: undefined } {
  const [path = '', query] = (call.headers.get('x-amz-copy-source') ?? '').replace(/^\//, '').split('?');
  if (query !== undefined) throw new S3Error('NotImplemented', 'Versioning is not implemented.');
  const text = utf8Text(percentDecode(path));
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source must be BUCKET/KEY, percent-encoded.');
  }
  return { bucket: text.slice(0, slash), key: text.slice(slash + 1), versionId: undefined };
}

function replacesMetadata(call: Call): boolean {
  const directive = call.headers.get('x-amz-metadata-directive') ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', 'x-amz-metadata-directive must be COPY or REPLACE.');
  }
  return directive === 'REPLACE';
}
