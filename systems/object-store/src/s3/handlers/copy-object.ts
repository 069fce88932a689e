/** PUT with x-amz-copy-source: verified bytes of one object become another. Both buckets pass the policy: reading one, writing the other. */
import { DEFAULT_CHECKSUM, isChecksumAlgorithm } from '../../integrity/checksum.ts';
import { UploadCheck } from '../../integrity/upload-check.ts';
import { expirationHeader } from '../../lifecycle/rules.ts';
import type { Objects } from '../../metadata/interface/objects.ts';
import { S3Error } from '../../wire/errors.ts';
import { document, isoTime, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { checksumXml } from '../checksum-answer.ts';
import { commitObject } from '../commit-object.ts';
import { changePrecondition } from '../conditions.ts';
import { checkSource, openSource, readSource, sourceVersionHeader } from '../copy-source.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { described } from '../object-headers.ts';
import { replyXml } from '../reply.ts';
import { requireRoomForObject } from '../room.ts';
import { versionHeader } from '../versions.ts';

export const copyObject: Handler<Objects> = async (call, services) => {
  const source = readSource(call);
  const replaceMetadata = replaces(call, 'x-amz-metadata-directive');
  const replaceTags = replaces(call, 'x-amz-tagging-directive');
  const bucket = await openBucket(call, services);
  const precondition = changePrecondition(call.headers);
  const given = described(call.headers);
  const { key } = call.target;
  const toItself = source.bucket === bucket.name && source.key === key && source.versionId === undefined;
  if (toItself && !replaceMetadata && !replaceTags) {
    throw new S3Error('InvalidRequest', 'An object can be copied to itself only with metadata or tags replaced.');
  }
  const { from, entry, reader } = await openSource(call, services, source);
  try {
    const { sizeBytes } = entry.content;
    checkSource(call, entry, sizeBytes);
    await requireRoomForObject(services, bucket, key, sizeBytes);
    const { headers } = replaceMetadata ? given : entry;
    const { tags } = replaceTags ? given : entry;
    const modifiedMs = Date.now();
    const wanted = wantedChecksum(call) ?? entry.checksum?.algorithm ?? DEFAULT_CHECKSUM;
    const check = new UploadCheck(new Map(), services.sameDigest, { wanted });
    const stored = await services.writer.use(async (session) => {
      const bytes = check.through(reader.windows(0, sizeBytes), new Map());
      const content = await services.contents.write(bytes, { session, sizeHintBytes: sizeBytes });
      const { etag, checksum } = check;
      const copy = { key, headers, tags, acl: given.acl, content, etag, checksum, modifiedMs, partSizes: undefined };
      const { versionId } = await commitObject(services, bucket.id, copy, session, precondition);
      return { ...versionHeader(bucket, versionId), ...expirationHeader(bucket, { ...copy, sizeBytes }) };
    });
    const result = [
      leaf('LastModified', isoTime(modifiedMs)),
      leaf('ETag', `"${check.etag}"`),
      ...checksumXml(check.checksum),
    ];
    const answer = { ...stored, ...sourceVersionHeader(from, entry) };
    replyXml(call.response, document('CopyObjectResult', result), 200, answer);
  } finally {
    await reader.close();
  }
};

function replaces(call: Call, directiveName: string): boolean {
  const directive = call.headers.get(directiveName) ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw new S3Error('InvalidArgument', `${directiveName} must be COPY or REPLACE.`);
  }
  return directive === 'REPLACE';
}

function wantedChecksum(call: Call) {
  const algorithm = call.headers.get('x-amz-checksum-algorithm')?.toLowerCase();
  if (algorithm === undefined || isChecksumAlgorithm(algorithm)) return algorithm;
  throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
}
