/**
 * A tenant with a quota: objects and files together may fill it and not go beyond, one by one or many at once; what is refused leaves
 * nothing, and what is deleted makes room.
 */
import { Bucket, contentOf, type S3Parts } from '@seatrial/kit-s3';
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import { limited, operator } from './credentials.ts';
import { Files } from './files-client.ts';
import { diskIsWhatTenantsKeep } from './leftovers.ts';
import type { Place } from './place.ts';

const QUOTA = limited.quotaBytes;

export function quota(place: Place, s3: S3Parts): Part {
  const filling = journey(
    'quota',
    async (t) => {
      const bucket = new Bucket(t, limited, 'us-east-1', s3.bucketOf(limited));
      await bucket.create();
      await isFilledAndNoMore(t, bucket);
      await manyAtOnce(t, bucket);
      await diskIsWhatTenantsKeep(t, place);
    },
    { on: place.store },
  );
  return {
    needs: [s3.prepare()],
    phases: [load('quota', filling, { users: 1, iterations: 2, for: '30s' })],
    claims: [
      claim.checks(filling, { id: 'a tenant keeps what its quota allows, and no more', category: 'operability' }),
    ],
  };
}

function put(bucket: Bucket, key: string, size: number, expect: number | readonly number[]): Promise<HttpResponse> {
  return bucket.put(key, contentOf(key, size), { name: 'PUT within quota', expect });
}

function upload(t: JourneyContext, size: number, expect: number | readonly number[]): Promise<HttpResponse> {
  return new Files(t, limited).upload('filling', contentOf('filling', size).bytes, { expect });
}

async function usedBytes(t: JourneyContext): Promise<number> {
  const usage = await new Files(t, operator).ask('GET', '/admin/usage', { name: 'GET usage' });
  const rows = (usage.json()?.tenants ?? []) as readonly { tenant: string; bytes: number }[];
  return rows.find(({ tenant }) => tenant === limited.tenant)?.bytes ?? Number.NaN;
}

async function isFilledAndNoMore(t: JourneyContext, bucket: Bucket): Promise<void> {
  const stored = (what: string, answer: HttpResponse): void =>
    void t.check(`there is room for ${what}`, answer.status === 200 || answer.status === 201, answer.text());
  stored('an object', await put(bucket, 'a', 600_000, 200));
  stored('a file', await upload(t, 300_000, 201));
  const file = await upload(t, 200_000, 507);
  t.check('a file beyond the quota is 507', file.status === 507, `${file.status}`);
  const object = await put(bucket, 'b', 200_000, [403, 507]);
  t.check('an object beyond the quota is refused', object.status === 403 || object.status === 507, `${object.status}`);
  const got = await bucket.get('b', { name: 'GET beyond quota', expect: 404 });
  t.check('what was refused is no object', got.status === 404, `${got.status}`);
  stored('a larger object in the place of the first', await put(bucket, 'a', 700_000, 200));
  const used = await usedBytes(t);
  t.check('the quota is used to its last byte', used === QUOTA, `${used} of ${QUOTA} bytes`);
  await bucket.delete('a', { name: 'DELETE' });
  stored('a file, after a delete', await upload(t, 700_000, 201));
  await deletesAll(t, bucket, []);
}

/** Three of eight fit, whichever come first. */
async function manyAtOnce(t: JourneyContext, bucket: Bucket): Promise<void> {
  const keys = ['c', 'd', 'e', 'f'];
  const answers = await Promise.all([
    ...keys.map((key) => put(bucket, key, 300_000, [200, 403, 507])),
    ...keys.map(() => upload(t, 300_000, [201, 507])),
  ]);
  const stored = answers.filter(({ status }) => status === 200 || status === 201).length;
  t.check('of many at once as many fit as fit', stored === 3, `${stored} of ${answers.length}`);
  const used = await usedBytes(t);
  t.check('many at once stay within the quota', used === stored * 300_000 && used <= QUOTA, `${used} bytes`);
  await deletesAll(t, bucket, keys);
  const left = await usedBytes(t);
  t.check('a tenant that deleted everything keeps nothing', left === 0, `${left} bytes`);
}

async function deletesAll(t: JourneyContext, bucket: Bucket, keys: readonly string[]): Promise<void> {
  const mine = new Files(t, limited);
  for (const key of keys) await bucket.delete(key, { name: 'DELETE' });
  for (const { file_id } of (await mine.list({ per_page: 100 }))?.files ?? []) await mine.delete(file_id);
}
