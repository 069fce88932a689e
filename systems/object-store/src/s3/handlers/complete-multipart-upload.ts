/**
 * POST ?uploadId: the named parts become the object, all at once. Nothing is read or copied: the parts' chunks are the object's, and
 * its entity tag and checksum follow from theirs. Who asks again for what was done already is told that it is done.
 */
import type { ChecksumAlgorithm } from '../../integrity/checksum.ts';
import { etagOfParts } from '../../integrity/parts-etag.ts';
import { checksumOf, promisedAlgorithm } from '../../integrity/upload-check.ts';
import { DEFAULT_PLAN, wholeChecksum } from '../../integrity/whole-checksum.ts';
import { expirationHeader } from '../../lifecycle/rules.ts';
import type { Bucket } from '../../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../../metadata/interface/objects.ts';
import type { Part, Upload, Uploads } from '../../metadata/interface/uploads.ts';
import { type NamedPart, readCompleteUpload } from '../../wire/documents/complete-upload.ts';
import { S3Error } from '../../wire/errors.ts';
import { MAXIMUM_XML_BYTES } from '../../wire/xml-in.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { checksumXml } from '../checksum-answer.ts';
import { changePrecondition } from '../conditions.ts';
import { openBucket } from '../door.ts';
import type { Handler, Services } from '../handler.ts';
import { objectUrl } from '../object-url.ts';
import { refusal } from '../refusal.ts';
import { replyXml } from '../reply.ts';
import { textBody } from '../text-body.ts';
import { versionHeader } from '../versions.ts';

const LEAST_PART_BYTES = 5 * 1024 ** 2;
const PAGE_OF_PARTS = 1000;

export const completeMultipartUpload: Handler<Uploads> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const precondition = changePrecondition(call.headers);
  const named = readCompleteUpload(await textBody(withoutObjectChecksum(call), services, MAXIMUM_XML_BYTES));
  const uploadId = call.query.get('uploadId') ?? '';
  const upload = await services.metadata.upload(bucket.id, call.target.key, uploadId);
  if (upload === undefined) return answerAgain(call, services, bucket, named);
  const parts = await readParts(services, upload, named);
  const plan = upload.checksum ?? DEFAULT_PLAN;
  const sums = parts.flatMap((part) => sumOf(part, plan.algorithm) ?? []);
  // A part of before there was a default one has none.
  const summed = sums.length === parts.length;
  const whole = {
    etag: etagOfParts(parts.map(({ etag }) => etag)),
    checksum: summed ? wholeChecksum(plan, sums) : undefined,
    ...(summed ? { partChecksums: sums.map(({ value }) => value) } : {}),
    sizeBytes: parts.reduce((sum, { content }) => sum + content.sizeBytes, 0),
    modifiedMs: Date.now(),
  };
  checkPromises(call.headers, upload, whole);
  const outcome = await services.metadata.completeUpload(upload.id, parts, whole, precondition);
  if (outcome.kind === 'no-such-upload') return answerAgain(call, services, bucket, named);
  if (outcome.kind !== 'stored') throw refusal(outcome);
  services.contents.remove(outcome.released);
  answer(call, bucket, { ...upload, ...whole, versionId: outcome.versionId });
};

/** What the answer is about: as it was stored just now, or by an earlier request. */
type Whole = Pick<ObjectEntry, 'key' | 'tags' | 'etag' | 'checksum' | 'modifiedMs'> & {
  readonly sizeBytes: number;
  readonly versionId: string | undefined;
};

/** In this request the checksum headers speak of the object, not of the body. */
function withoutObjectChecksum(call: Call): Call {
  const headers = [...call.headers].filter(([name]) => !name.startsWith('x-amz-checksum-'));
  return { ...call, headers: new Map(headers) };
}

/** The parts as they are stored. Throws InvalidPart or EntityTooSmall. */
async function readParts(
  services: Services<Uploads>,
  upload: Upload,
  named: readonly NamedPart[],
): Promise<readonly Part[]> {
  const stored = new Map<number, Part>();
  for (let after = 0, full = true; full; ) {
    const page = await services.metadata.listParts(upload.id, after, PAGE_OF_PARTS);
    for (const part of page) stored.set(part.number, part);
    after = page.at(-1)?.number ?? after;
    full = page.length === PAGE_OF_PARTS;
  }
  const parts = named.map((wanted) => {
    const part = stored.get(wanted.number);
    if (part === undefined || part.etag !== wanted.etag) throw invalidPart(wanted);
    compareChecksum(upload, wanted, part);
    return part;
  });
  if (parts.slice(0, -1).some(({ content }) => content.sizeBytes < LEAST_PART_BYTES))
    throw new S3Error('EntityTooSmall');
  return parts;
}

function invalidPart({ number }: NamedPart): S3Error {
  return new S3Error('InvalidPart', `Part ${number} could not be found, or it is not what you say it is.`);
}

/** What is said about a part is compared, and where the whole is made of the parts' checksums each must be said. */
function compareChecksum({ checksum: plan }: Upload, named: NamedPart, part: Part): void {
  const { number, checksum: said } = named;
  if (said === undefined) {
    if (plan?.type !== 'COMPOSITE') return;
    const missing = `The complete request must include the checksum for each part. It was missing for part ${number}.`;
    throw new S3Error('InvalidRequest', `The upload was created using a ${plan.algorithm} checksum. ${missing}`);
  }
  const stored = sumOf(part, said.algorithm);
  if (stored === undefined) {
    const message = `The ${said.algorithm} you specified for part ${number} did not match what we received.`;
    throw new S3Error('BadDigest', message);
  }
  if (stored.value !== said.value) throw invalidPart(named);
}

function sumOf({ checksum, content: { sizeBytes } }: Part, algorithm: ChecksumAlgorithm) {
  const sum = [checksum, checksum?.besides].find((each) => each?.algorithm === algorithm);
  return sum && { value: sum.value, sizeBytes };
}

/** What the client may say about the whole. Throws InvalidRequest or BadDigest. */
function checkPromises(
  headers: ReadonlyMap<string, string>,
  upload: Upload,
  { checksum, sizeBytes }: Pick<Whole, 'checksum' | 'sizeBytes'>,
): void {
  if ((headers.get('x-amz-mp-object-size') ?? `${sizeBytes}`) !== `${sizeBytes}`) {
    throw new S3Error('InvalidRequest', `The parts have ${sizeBytes} bytes, not what x-amz-mp-object-size says.`);
  }
  const type = headers.get('x-amz-checksum-type');
  if (type !== undefined && type !== (upload.checksum ?? DEFAULT_PLAN).type) {
    throw new S3Error('InvalidRequest', 'x-amz-checksum-type is not the one that the upload was begun with.');
  }
  const algorithm = promisedAlgorithm(new Map([...headers].filter(([name]) => name !== 'x-amz-trailer')));
  if (algorithm === undefined) return;
  const said = headers.get(`x-amz-checksum-${algorithm}`) ?? '';
  const [, sum = ''] = /^(.*?)(?:-\d{1,5})?$/.exec(said) ?? [];
  if (checksumOf(algorithm, sum) === undefined) {
    throw new S3Error('InvalidRequest', `Value for x-amz-checksum-${algorithm} header is invalid.`);
  }
  if (algorithm !== checksum?.algorithm || said !== checksum.value) throw new S3Error('BadDigest');
}

/** An answer can get lost. When the object is what these parts make, the upload was completed and not aborted. */
async function answerAgain(
  call: Call,
  services: Services<Uploads>,
  bucket: Bucket,
  named: readonly NamedPart[],
): Promise<void> {
  const entry = await services.metadata.object(bucket.id, call.target.key);
  if (entry === undefined || 'deleteMarker' in entry || entry.etag !== etagOfParts(named.map(({ etag }) => etag))) {
    throw new S3Error('NoSuchUpload');
  }
  answer(call, bucket, { ...entry, sizeBytes: entry.content.sizeBytes });
}

function answer(call: Call, bucket: Bucket, whole: Whole): void {
  const result = [
    leaf('Location', objectUrl(call, bucket.name, whole.key)),
    leaf('Bucket', bucket.name),
    leaf('Key', whole.key),
    leaf('ETag', `"${whole.etag}"`),
    ...checksumXml(whole.checksum),
  ];
  replyXml(call.response, document('CompleteMultipartUploadResult', result), 200, {
    ...versionHeader(bucket, whole.versionId),
    ...expirationHeader(bucket, whole),
  });
}
