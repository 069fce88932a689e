/**
 * Uploads in parts: an object is its parts byte for byte, in the order of their numbers whatever order they came in, under the entity
 * tag that S3 gives it; a wrong list of parts is refused and changes nothing; what was aborted is gone.
 */
import { createHash } from 'node:crypto';
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { type Content, contentIn, contentOf, sha256 } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';
import { comparesPartChecksums } from './part-checksums.ts';
import { type NamedPart, Upload } from './upload.ts';
import { codeOf } from './xml.ts';

/** All but the last must be this large. */
const LEAST = 5 * 1024 * 1024;

export function multipart(kit: S3Kit): Part {
  const uploads = journey(
    'multipart',
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      await isItsParts(t, bucket);
      await refusesWrongLists(t, bucket);
      await leavesNothing(t, bucket);
      await comparesPartChecksums(t, bucket);
    },
    { on: kit.system },
  );
  return {
    phases: [load('multipart', uploads, { users: 2, iterations: kit.count(6), for: '60s' })],
    claims: [claim.checks(uploads, { id: 'multipart uploads are what their parts were', category: 'data safety' })],
  };
}

async function begun(t: JourneyContext, bucket: Bucket, key: string): Promise<Upload> {
  const upload = await Upload.begin(bucket, key);
  t.check('an upload begins', upload !== undefined);
  if (upload === undefined) throw new Error('No upload was begun.');
  return upload;
}

const etagOf = (answer: HttpResponse): string => answer.headers.etag ?? '';

/** Three parts, the last one first. */
async function isItsParts(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `multipart/${t.unique('object')}`;
  const upload = await begun(t, bucket, key);
  const sizes = [LEAST, LEAST + 1, 1 + t.random.below(100_000)];
  const named: NamedPart[] = [];
  const digests: { md5: Buffer; bytes: Buffer }[] = [];
  for (const number of [3, 1, 2]) {
    const part = contentIn(t.user.state, `${key} part ${number}`, sizes[number - 1] ?? 0);
    const put = await upload.put(number, part);
    const md5 = createHash('md5').update(part.bytes).digest();
    t.check('the tag of a part is its MD5', etagOf(put) === `"${md5.toString('hex')}"`, put.why);
    named[number - 1] = { number, etag: etagOf(put) };
    digests[number - 1] = { md5, bytes: part.bytes };
  }
  const done = await upload.complete(named);
  t.check('a right list of parts is accepted', done.status === 200, codeOf(done));
  const etag = `"${createHash('md5')
    .update(Buffer.concat(digests.map(({ md5 }) => md5)))
    .digest('hex')}-3"`;
  const head = await bucket.head(key, { name: 'HEAD' });
  t.check('the tag is the MD5 of the MD5s of the parts, and their number', etagOf(head) === etag, etagOf(head));
  const whole = createHash('sha256');
  for (const { bytes } of digests) whole.update(bytes);
  const got = await bucket.get(key, { name: 'GET 10MiB', into: 'sha256' });
  t.check('the object is its parts, byte for byte', got.digest === whole.digest('hex'), `${got.size} bytes`);
  await bucket.delete(key, { name: 'DELETE' });
}

/** Each list has one mistake only: which of two errors a store tells first is not S3's promise. */
async function refusesWrongLists(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `multipart/${t.unique('kept')}`;
  const before = contentOf(key, 300);
  await bucket.put(key, before, { name: 'PUT 300B' });
  const upload = await begun(t, bucket, key);
  const parts: NamedPart[] = [];
  for (const [number, size] of [
    [1, 1000],
    [2, LEAST],
  ] as const) {
    const put = await upload.put(number, contentIn(t.user.state, `${key} part ${number}`, size));
    parts.push({ number, etag: etagOf(put) });
  }
  const [first, second] = parts as [NamedPart, NamedPart];
  const lists = {
    InvalidPartOrder: [second, first],
    InvalidPart: [second, { number: 7, etag: first.etag }],
    EntityTooSmall: [first, second],
  };
  for (const [code, list] of Object.entries(lists)) {
    const answer = await upload.complete(list, { expect: 400 });
    t.check(`a wrong list is ${code}`, answer.status === 400 && codeOf(answer) === code, codeOf(answer));
  }
  const mistagged = await upload.complete([{ number: 1, etag: second.etag }], { expect: 400 });
  t.check('a wrong tag is InvalidPart', codeOf(mistagged) === 'InvalidPart', codeOf(mistagged));
  const got = await bucket.get(key, { name: 'GET 300B' });
  t.check('refused lists of parts change nothing', sha256(got.body) === before.sha256, `${got.size} bytes`);
  await upload.abort();
}

async function leavesNothing(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `multipart/${t.unique('aborted')}`;
  const upload = await begun(t, bucket, key);
  const part: Content = contentOf(key, 1000);
  const put = await upload.put(1, part);
  t.check('an upload in progress is listed', (await upload.isListed()) === true);
  const aborted = await upload.abort();
  t.check('an upload can be aborted', aborted.status === 204, codeOf(aborted));
  t.check('an aborted upload is not listed', (await upload.isListed()) === false);
  const late = [
    await upload.put(2, part, { expect: 404 }),
    await upload.complete([{ number: 1, etag: etagOf(put) }], { expect: 404 }),
  ];
  for (const answer of late)
    t.check('an aborted upload is NoSuchUpload', codeOf(answer) === 'NoSuchUpload', codeOf(answer));
  const got = await bucket.get(key, { name: 'GET aborted', expect: 404 });
  t.check('an aborted upload makes no object', got.status === 404, String(got.status));
}
