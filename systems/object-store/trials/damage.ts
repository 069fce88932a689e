/** Disks that rot: a bit is changed in a file of the store. Where there is another copy it is served and the bad one replaced; where there is none, an error is. */
import { readFile } from 'node:fs/promises';
import { Bucket, contentOf, type S3Parts } from '@seatrial/kit-s3';
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import { tenants } from './credentials.ts';
import { chunkFiles, flipBit } from './disks.ts';
import type { Place } from './place.ts';

/** Damage within what is verified before the head of the answer is sent, and beyond. */
const SIZES = [10_000, 3_000_000];

export function damage(place: Place, s3: S3Parts): Part {
  const [account] = tenants;
  const rotting = journey(
    'damaged disks',
    async (t) => {
      const bucket = new Bucket(t, account, 'us-east-1', s3.bucketOf(account));
      for (const size of SIZES) await rots(t, place, bucket, size);
    },
    { on: place.store },
  );
  return {
    needs: [s3.prepare()],
    phases: [load('damaged disks', rotting, { users: 1, iterations: 4, for: '60s' })],
    claims: [claim.checks(rotting, { id: 'damaged bytes are never served', category: 'data safety' })],
  };
}

async function rots(t: JourneyContext, place: Place, bucket: Bucket, size: number): Promise<void> {
  const key = `damaged/${t.unique('object')}`;
  const { bytes } = contentOf(key, size);
  const before = new Set((await Promise.all(place.disks.map(chunkFiles))).flat());
  await bucket.put(key, { bytes, sha256: 'UNSIGNED-PAYLOAD' }, { name: 'PUT' });
  const files = (await Promise.all(place.disks.map(chunkFiles))).flat().filter((path) => !before.has(path));
  t.check('every copy has a file of its own', files.length === place.copies, files.join());
  const damaged = files[0];
  if (damaged === undefined) return;
  await flipBit(damaged);
  const get = (): Promise<HttpResponse> => bucket.get(key, { name: 'GET damaged', expect: [200, 500, 503] });
  if (place.copies === 1) {
    const got = await get();
    const whole = got.status === 200 && got.cause === null;
    t.check('what cannot be read rightly is an error', !whole, `${got.status}, ${got.size} bytes`);
  } else await isServedAndRepaired(t, get, damaged, bytes);
  await bucket.delete(key, { name: 'DELETE' });
}

async function isServedAndRepaired(
  t: JourneyContext,
  get: () => Promise<HttpResponse>,
  path: string,
  bytes: Buffer,
): Promise<void> {
  let repaired = false;
  for (let reads = 0; reads < 50 && !repaired; reads++) {
    const got = await get();
    t.check(
      'what is damaged on one disk is served from another',
      got.body.equals(bytes),
      `${got.status}, ${got.size} bytes`,
    );
    await t.sleep('50ms');
    const onDisk = await readFile(path).catch(() => Buffer.alloc(0));
    repaired = onDisk.subarray(0, bytes.length).equals(bytes);
  }
  t.check('a damaged copy is replaced', repaired, path);
}
