/** Checksums of parts: what is said about a part is compared with what was uploaded, and what is told about it is true. */
import { createHash } from 'node:crypto';
import type { JourneyContext } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { Upload } from './upload.ts';
import { codeOf } from './xml.ts';

/** Asks nothing of a store that does not say that it sums the upload up. */
export async function comparesPartChecksums(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `multipart/${t.unique('summed')}`;
  const wanted = { headers: { 'x-amz-checksum-algorithm': 'SHA256' }, expect: [200, 400, 501] };
  const upload = await Upload.begin(bucket, key, wanted);
  if (upload?.checksumAlgorithm !== 'SHA256') return;
  const part = contentOf(key, 1000);
  const sha256 = sumOf(part.bytes);
  const { headers } = await upload.put(1, part, { headers: { 'x-amz-checksum-sha256': sha256 } });
  const named = { number: 1, etag: headers.etag ?? '' };
  // A checksum of a kind that nobody sent for the part is wrong as well.
  for (const checksums of [{ ChecksumSHA256: sumOf(Buffer.from(key)) }, { ChecksumCRC32: 'AAAAAA==' }]) {
    const wrong = await upload.complete([{ ...named, checksums }], { expect: 400 });
    t.check('a wrong checksum of a part is refused', wrong.status === 400, codeOf(wrong));
  }
  const done = await upload.complete([{ ...named, checksums: { ChecksumSHA256: sha256 } }]);
  t.check('a right checksum of a part is accepted', done.status === 200, codeOf(done));
  const asked = { key, query: { partNumber: '1' } };
  const mode = { name: 'HEAD part', headers: { 'x-amz-checksum-mode': 'ENABLED' }, expect: [200, 206] };
  const told = (await bucket.request('HEAD', asked, mode)).headers['x-amz-checksum-sha256'];
  t.check('the checksum of a part is that of its bytes', told === undefined || told === sha256, told);
  await bucket.delete(key, { name: 'DELETE' });
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
