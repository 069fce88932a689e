/** Uploads in parts, with AWS's own clients, and by hand for what these never send. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { clientOf, refusal } from './clients.ts';
import { sendSigned } from './signed.ts';
import { oneStore, type StoreProcess } from './store-process.ts';

const sharedStore = oneStore();
/** The bucket of the test that runs. */
let Bucket = '';
let buckets = 0;
const MiB = 1024 ** 2;

async function storeWithBucket(t: TestContext): Promise<{ store: StoreProcess; s3: S3Client }> {
  const store = await sharedStore();
  Bucket = `bucket-${++buckets}`;
  const s3 = clientOf(t, store, 'alpha');
  await s3.send(new CreateBucketCommand({ Bucket }));
  return { store, s3 };
}

async function begin(s3: S3Client, Key: string, more: object = {}): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  assert.ok(UploadId);
  return UploadId;
}

async function part(s3: S3Client, Key: string, UploadId: string, PartNumber: number, Body: Buffer, more: object = {}) {
  const { ETag, ...sums } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...more }));
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = sums;
  return { PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 };
}

type DonePart = Awaited<ReturnType<typeof part>>;

function complete(s3: S3Client, Key: string, UploadId: string, Parts: Partial<DonePart>[], more: object = {}) {
  return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));
}

async function bytesOf(s3: S3Client, Key: string, more: object = {}): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

function etagOf(...parts: Buffer[]): string {
  const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();
  return `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`;
}

test('a stream of unknown length, uploaded in parts at once by lib-storage, is read whole, in ranges, and by part', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const bytes = randomBytes(12 * MiB + 5);
  const Key = 'ein Schlüssel/mit +%&🚢';
  const upload = new Upload({
    client: s3,
    params: { Bucket, Key, Body: Readable.from([bytes]), ContentType: 'image/png', Metadata: { colour: 'red' } },
    partSize: 5 * MiB,
    queueSize: 3,
  });
  const done = await upload.done();
  const parts = [bytes.subarray(0, 5 * MiB), bytes.subarray(5 * MiB, 10 * MiB), bytes.subarray(10 * MiB)];
  assert.equal(done.ETag, etagOf(...parts));
  assert.match(done.Location ?? '', /\/bucket-\d+\/ein%20Schl%C3%BCssel\/mit%20%2B%25%26/);
  assert.ok((await bytesOf(s3, Key)).equals(bytes));
  const across = await bytesOf(s3, Key, { Range: `bytes=${5 * MiB - 3}-${10 * MiB + 2}` });
  assert.ok(across.equals(bytes.subarray(5 * MiB - 3, 10 * MiB + 3)));
  for (const [index, expected] of parts.entries()) {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: index + 1 }));
    assert.equal(got.PartsCount, 3);
    assert.match(got.ContentRange ?? '', new RegExp(`/${bytes.length}$`));
    assert.ok(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(expected), `part ${index + 1}`);
  }
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 3, ChecksumMode: 'ENABLED' }));
  assert.deepEqual([head.ContentLength, head.PartsCount, head.ContentType], [2 * MiB + 5, 3, 'image/png']);
  assert.equal(head.Metadata?.colour, 'red');
  assert.equal(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 4 }))), '416 Unknown');
});

test('the named parts become the object, in their order, whatever was uploaded when; a part sent twice is its last sending', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const [a, b, c] = [randomBytes(5 * MiB), randomBytes(5 * MiB), randomBytes(7)];
  const UploadId = await begin(s3, 'key');
  const ten = await part(s3, 'key', UploadId, 10, c);
  await part(s3, 'key', UploadId, 5, randomBytes(6 * MiB));
  await part(s3, 'key', UploadId, 2, randomBytes(100));
  const nine = await part(s3, 'key', UploadId, 9, b);
  const two = await part(s3, 'key', UploadId, 2, a);
  const listed = await s3.send(
    new ListPartsCommand({ Bucket, Key: 'key', UploadId, MaxParts: 2, PartNumberMarker: '2' }),
  );
  assert.deepEqual(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]), [[5, 6 * MiB], [9, 5 * MiB]]); // biome-ignore format: one line
  assert.deepEqual([listed.IsTruncated, listed.NextPartNumberMarker], [true, '9']);
  assert.equal(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'key' }))), '404 NotFound');
  assert.equal((await complete(s3, 'key', UploadId, [two, nine, ten])).ETag, etagOf(a, b, c));
  assert.ok((await bytesOf(s3, 'key')).equals(Buffer.concat([a, b, c])));
  assert.equal(await refusal(s3.send(new ListPartsCommand({ Bucket, Key: 'key', UploadId }))), '404 NoSuchUpload');
});

test('a completion that names wrong parts is refused, and the upload can still be completed', async (t) => {
  const { s3, store } = await storeWithBucket(t);
  const UploadId = await begin(s3, 'key');
  const one = await part(s3, 'key', UploadId, 1, randomBytes(5 * MiB));
  const two = await part(s3, 'key', UploadId, 2, randomBytes(5 * MiB - 1));
  const three = await part(s3, 'key', UploadId, 3, randomBytes(1));
  const cases: readonly (readonly [string, Partial<DonePart>[]])[] = [
    ['400 InvalidPartOrder', [two, one]],
    ['400 InvalidPartOrder', [one, one]],
    ['400 InvalidPart', [one, { ...two, PartNumber: 4 }]],
    ['400 InvalidPart', [one, { ...two, ETag: one.ETag }]],
    ['400 InvalidPart', [one, { ...two, ETag: '"nonsense"' }]],
    ['400 InvalidPart', [one, { ...two, ChecksumCRC32: one.ChecksumCRC32 }]],
    ['400 EntityTooSmall', [one, two, three]],
    ['400 MalformedXML', []],
  ];
  for (const [expected, parts] of cases) {
    assert.equal(await refusal(complete(s3, 'key', UploadId, parts)), expected, JSON.stringify(parts));
  }
  const path = `/${Bucket}/key`;
  const by = (method: string, query: string, body?: string, headers = {}) =>
    sendSigned(store, { method, path, query, headers }, body);
  for (const number of ['0', '10001', '-1', 'x', '']) {
    assert.equal((await by('PUT', `partNumber=${number}&uploadId=${UploadId}`, 'x')).code, 'InvalidArgument', number);
  }
  assert.equal((await by('PUT', `partNumber=1&uploadId=${'0'.repeat(32)}`, 'x')).code, 'NoSuchUpload');
  assert.equal((await by('PUT', 'partNumber=1&uploadId=..%2F..', 'x')).code, 'NoSuchUpload');
  assert.equal((await by('POST', `uploadId=${UploadId}`, '<CompleteMultipartUpload>')).code, 'MalformedXML');
  const xml = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${one.ETag}</ETag></Part></CompleteMultipartUpload>`;
  const size = { 'x-amz-mp-object-size': '1' };
  assert.equal((await by('POST', `uploadId=${UploadId}`, xml, size)).code, 'InvalidRequest');
  const elsewhere = await sendSigned(
    store,
    { method: 'POST', path: `/${Bucket}/other`, query: `uploadId=${UploadId}` },
    xml,
  );
  assert.equal(elsewhere.code, 'NoSuchUpload', 'the upload of another key');
  await complete(s3, 'key', UploadId, [one, two]);
});

test('who completes again is answered again; who aborted or named something else is not', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const UploadId = await begin(s3, 'key');
  const one = await part(s3, 'key', UploadId, 1, Buffer.from('one'));
  const first = await complete(s3, 'key', UploadId, [one]);
  const again = await complete(s3, 'key', UploadId, [one]);
  assert.deepEqual([again.ETag, again.Key, again.Location], [first.ETag, 'key', first.Location]);
  const other = { PartNumber: 1, ETag: etagOf(Buffer.from('x')).replace('-1', '') };
  assert.equal(await refusal(complete(s3, 'key', UploadId, [other])), '404 NoSuchUpload');
  const abort = new AbortMultipartUploadCommand({ Bucket, Key: 'key', UploadId });
  assert.equal(await refusal(s3.send(abort)), '404 NoSuchUpload');
});

test('an aborted upload is gone with all its parts', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const UploadId = await begin(s3, 'key');
  const one = await part(s3, 'key', UploadId, 1, Buffer.from('one'));
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'key', UploadId }));
  assert.equal(await refusal(complete(s3, 'key', UploadId, [one])), '404 NoSuchUpload');
  assert.equal(await refusal(part(s3, 'key', UploadId, 1, Buffer.from('one'))), '404 NoSuchUpload');
  assert.equal(await refusal(s3.send(new ListPartsCommand({ Bucket, Key: 'key', UploadId }))), '404 NoSuchUpload');
  assert.equal((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads, undefined);
  await begin(s3, 'left open');
  await s3.send(new DeleteBucketCommand({ Bucket }));
});

test('uploads in progress are listed: by prefix, rolled up, in pages, encoded', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const keys = ['a b', 'dir/1', 'dir/2', 'same', 'same', 'z'];
  const ids: string[] = [];
  for (const key of keys) ids.push(await begin(s3, key, { ChecksumAlgorithm: 'CRC32C' }));
  const all = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  assert.deepEqual(
    all.Uploads?.map(({ Key }) => Key),
    keys,
  );
  assert.deepEqual(all.Uploads?.map(({ UploadId }) => UploadId).sort(), [...ids].sort());
  assert.deepEqual([all.Uploads?.[0]?.ChecksumAlgorithm, all.Uploads?.[0]?.ChecksumType], ['CRC32C', 'COMPOSITE']);
  const rolled = await s3.send(new ListMultipartUploadsCommand({ Bucket, Delimiter: '/', EncodingType: 'url' }));
  assert.deepEqual(
    rolled.Uploads?.map(({ Key }) => Key),
    ['a%20b', 'same', 'same', 'z'],
  );
  assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'dir/' }]);
  const below = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'dir/' }));
  assert.deepEqual(
    below.Uploads?.map(({ Key }) => Key),
    ['dir/1', 'dir/2'],
  );
  for (const Delimiter of [undefined, '/']) {
    const seen: string[] = [];
    for (let more = true, markers = {}; more; ) {
      const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, Delimiter, MaxUploads: 1, ...markers }));
      const items = [
        ...(page.Uploads ?? []).map(({ UploadId }) => UploadId),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ];
      assert.equal(items.length, 1);
      seen.push(items[0] ?? '');
      more = page.IsTruncated === true;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    const inOneGo: string[] = all.Uploads?.map(({ UploadId }) => UploadId ?? '') ?? [];
    const expected: (string | undefined)[] =
      Delimiter === undefined ? inOneGo : [inOneGo[0], 'dir/', ...inOneGo.slice(3)];
    assert.deepEqual(seen, expected, `delimiter ${Delimiter}`);
  }
});

test('the checksum of the whole is formed from the parts, by every algorithm and in both ways', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const parts = [randomBytes(5 * MiB), randomBytes(1234)];
  const kinds = [
    ['CRC32', 'COMPOSITE'], ['CRC32', 'FULL_OBJECT'], ['CRC32C', 'COMPOSITE'], ['CRC32C', 'FULL_OBJECT'],
    ['CRC64NVME', 'FULL_OBJECT'], ['SHA1', 'COMPOSITE'], ['SHA256', 'COMPOSITE'],
  ] as const; // biome-ignore format: a table
  for (const [ChecksumAlgorithm, ChecksumType] of kinds) {
    const name = `Checksum${ChecksumAlgorithm}` as const;
    const Key = `${ChecksumAlgorithm} ${ChecksumType}`;
    const UploadId = await begin(s3, Key, { ChecksumAlgorithm, ChecksumType });
    const done: DonePart[] = [];
    for (const [index, bytes] of parts.entries()) {
      done.push(await part(s3, Key, UploadId, index + 1, bytes, { ChecksumAlgorithm }));
    }
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    assert.deepEqual(
      listed.Parts?.map((stored) => stored[name]),
      done.map((stored) => stored[name]),
      Key,
    );
    const whole = await complete(s3, Key, UploadId, done);
    assert.equal(whole.ChecksumType, ChecksumType);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    assert.equal(read[name], whole[name]);
    // The client compares a checksum of the full object with the bytes that came, and throws.
    assert.ok(Buffer.from((await read.Body?.transformToByteArray()) ?? []).equals(Buffer.concat(parts)), Key);
    assert.equal(read.ChecksumType, ChecksumType);
    assert.equal(read[name]?.endsWith('-2'), ChecksumType === 'COMPOSITE', Key);
    if (ChecksumType === 'FULL_OBJECT') {
      const single = await s3.send(
        new PutObjectCommand({ Bucket, Key: 'single', Body: Buffer.concat(parts), ChecksumAlgorithm }),
      );
      assert.equal(single[name], whole[name], Key);
    }
  }
  const refused = begin(s3, 'key', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' });
  assert.equal(await refusal(refused), '400 InvalidRequest');
});

test('a part that does not match its checksum is refused, and so is a part or a whole with another one than announced', async (t) => {
  const { s3, store } = await storeWithBucket(t);
  const UploadId = await begin(s3, 'key', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
  const query = `partNumber=1&uploadId=${UploadId}`;
  const send = (headers: Record<string, string>) =>
    sendSigned(store, { method: 'PUT', path: `/${Bucket}/key`, query, headers }, 'hello');
  assert.equal((await send({ 'x-amz-checksum-crc32': 'AAAAAA==' })).code, 'BadDigest');
  assert.equal((await send({ 'content-md5': Buffer.alloc(16).toString('base64') })).code, 'BadDigest');
  assert.equal((await send({ 'x-amz-checksum-sha1': Buffer.alloc(20).toString('base64') })).code, 'InvalidRequest');
  assert.equal((await s3.send(new ListPartsCommand({ Bucket, Key: 'key', UploadId }))).Parts, undefined);
  assert.equal((await send({})).headers.get('x-amz-checksum-crc32'), 'NhCmhg==', 'computed when not sent');
  const [one] = (await s3.send(new ListPartsCommand({ Bucket, Key: 'key', UploadId }))).Parts ?? [];
  assert.ok(one?.ETag);
  const named = [{ PartNumber: 1, ETag: one.ETag }];
  assert.equal(await refusal(complete(s3, 'key', UploadId, named, { ChecksumCRC32: 'AAAAAA==' })), '400 BadDigest');
  assert.equal(
    await refusal(complete(s3, 'key', UploadId, named, { ChecksumType: 'COMPOSITE' })),
    '400 InvalidRequest',
  );
  assert.equal((await complete(s3, 'key', UploadId, named, { ChecksumCRC32: 'NhCmhg==' })).ChecksumCRC32, 'NhCmhg==');
});

test('parts can be copied from objects, whole or in ranges, under conditions', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const bytes = randomBytes(5 * MiB + 100);
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a source', Body: bytes }));
  const UploadId = await begin(s3, 'key');
  const copy = (PartNumber: number, more: object = {}) =>
    s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key: 'key',
        UploadId,
        PartNumber,
        CopySource: `${Bucket}/a%20source`,
        ...more,
      }),
    );
  const refused: readonly (readonly [string, object])[] = [
    ['412 PreconditionFailed', { CopySourceIfMatch: '"other"' }],
    ['412 PreconditionFailed', { CopySourceIfNoneMatch: ETag }],
    ['412 PreconditionFailed', { CopySourceIfModifiedSince: new Date(Date.now() + 60_000) }],
    ['400 InvalidArgument', { CopySourceRange: 'bytes=5-' }],
    ['400 InvalidArgument', { CopySourceRange: 'bytes=5-4' }],
    ['400 InvalidArgument', { CopySourceRange: `bytes=0-${bytes.length}` }],
    ['404 NoSuchKey', { CopySource: `${Bucket}/missing` }],
    ['404 NoSuchBucket', { CopySource: 'missing/key' }],
  ];
  for (const [expected, more] of refused) assert.equal(await refusal(copy(1, more)), expected, JSON.stringify(more));
  const whole = await copy(1, { CopySourceIfMatch: ETag });
  const range = await copy(2, { CopySourceRange: 'bytes=7-9' });
  assert.equal(whole.CopyPartResult?.ETag, ETag);
  const parts = [whole, range].map(({ CopyPartResult }, index) => ({
    PartNumber: index + 1,
    ETag: CopyPartResult?.ETag,
  }));
  await complete(s3, 'key', UploadId, parts);
  assert.ok((await bytesOf(s3, 'key')).equals(Buffer.concat([bytes, bytes.subarray(7, 10)])));
});

test('a copy of an object in parts is an object in one piece, with the tag and the checksum of one', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const bytes = randomBytes(11 * MiB);
  const params = { Bucket, Key: 'parts', Body: bytes, ChecksumAlgorithm: 'SHA256' } as const;
  const whole = await new Upload({ client: s3, params, partSize: 5 * MiB }).done();
  assert.match(whole.ChecksumSHA256 ?? '', /-3$/);
  const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/parts` });
  const { CopyObjectResult: result } = await s3.send(copy);
  assert.equal(result?.ETag, `"${createHash('md5').update(bytes).digest('hex')}"`);
  assert.equal(result.ChecksumSHA256, createHash('sha256').update(bytes).digest('base64'));
  assert.ok((await bytesOf(s3, 'copy', { ChecksumMode: 'ENABLED' })).equals(bytes));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy', PartNumber: 1 }));
  assert.deepEqual([head.PartsCount, head.ContentLength], [undefined, bytes.length]);
});

test('a completion can be conditional, and one of many at once wins', async (t) => {
  const { s3 } = await storeWithBucket(t);
  const uploads = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const UploadId = await begin(s3, 'key');
      return { UploadId, parts: [await part(s3, 'key', UploadId, 1, Buffer.from(`body ${index}`))] };
    }),
  );
  const outcomes = await Promise.all(
    uploads.map(({ UploadId, parts }) =>
      complete(s3, 'key', UploadId, parts, { IfNoneMatch: '*' }).then(
        () => 'won',
        (error: Error) => error.name,
      ),
    ),
  );
  assert.deepEqual(outcomes.sort(), [...Array.from({ length: 7 }, () => 'PreconditionFailed'), 'won']);
  assert.match((await bytesOf(s3, 'key')).toString(), /^body \d$/);
});

test('another tenant can do nothing with an upload', async (t) => {
  const { s3, store } = await storeWithBucket(t);
  const UploadId = await begin(s3, 'key');
  const one = await part(s3, 'key', UploadId, 1, Buffer.from('one'));
  const beta = clientOf(t, store, 'beta');
  const denied = '403 AccessDenied';
  assert.equal(await refusal(part(beta, 'key', UploadId, 1, Buffer.from('two'))), denied);
  assert.equal(await refusal(complete(beta, 'key', UploadId, [one])), denied);
  assert.equal(await refusal(beta.send(new AbortMultipartUploadCommand({ Bucket, Key: 'key', UploadId }))), denied);
  assert.equal(await refusal(beta.send(new ListPartsCommand({ Bucket, Key: 'key', UploadId }))), denied);
  assert.equal(await refusal(beta.send(new ListMultipartUploadsCommand({ Bucket }))), denied);
  await beta.send(new CreateBucketCommand({ Bucket: 'of-beta' }));
  const foreign = { Bucket: 'of-beta', Key: 'key', UploadId, MultipartUpload: { Parts: [one] } };
  assert.equal(await refusal(beta.send(new CompleteMultipartUploadCommand(foreign))), '404 NoSuchUpload');
  await beta.send(new CreateMultipartUploadCommand({ Bucket: 'of-beta', Key: 'key' }));
  assert.equal((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length, 1);
  await complete(s3, 'key', UploadId, [one]);
});
