/** Uploads that break off, by clients that leave and by a store that dies under them: when all is quiet, nothing of them is left. */
import { Bucket, contentOf, type S3Parts } from '@seatrial/kit-s3';
import { claim, type Fault, type JourneyContext, journey, load, type Part } from 'seatrial';
import { operator, tenants } from './credentials.ts';
import { bytesOn } from './disks.ts';
import { Files } from './files-client.ts';
import type { Place } from './place.ts';

const SIZE = 2_000_000;

export interface LeftoversOptions {
  readonly faults?: readonly Fault[];
  /** What goes on until the store has cleaned up, where that comes later. */
  readonly between?: Part;
}

export function leftovers(
  place: Place,
  s3: S3Parts,
  { faults = [], between = { phases: [], claims: [] } }: LeftoversOptions = {},
): Part {
  const [account] = tenants;
  const leaving = journey(
    'uploads that break off',
    async (t) => {
      const bucket = new Bucket(t, account, 'us-east-1', s3.bucketOf(account));
      const key = `broken-off/${t.unique('object')}`;
      const { bytes } = contentOf(key, SIZE);
      const sentBytes = t.random.below(SIZE);
      async function* broken(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < sentBytes; at += 65_536) yield bytes.subarray(at, Math.min(at + 65_536, sentBytes));
        throw new Error('the client leaves, on purpose');
      }
      const body = { bytes: { stream: broken, size: SIZE }, sha256: 'UNSIGNED-PAYLOAD' };
      const put = await bucket.put(key, body, { name: 'PUT broken off' });
      t.check('who leaves gets no answer', put.status === 0, String(put.status));
      await bucket.put(`whole/${t.unique('object')}`, { bytes, sha256: 'UNSIGNED-PAYLOAD' }, { name: 'PUT 2MB' });
      const got = await bucket.get(key, { name: 'GET broken off', expect: 404 });
      t.check('what broke off is no object', got.status === 404 || got.status === 0, String(got.status));
    },
    { on: place.store },
  );
  const looking = journey('what is left', (t) => diskIsWhatTenantsKeep(t, place), { on: place.store });
  return {
    needs: [s3.prepare()],
    phases: [
      load('uploads that break off', leaving, { users: 4, for: '4s', faults }),
      ...between.phases,
      load('what is left', looking, { users: 1, iterations: 1, for: '30s' }),
    ],
    claims: [
      claim.checks(leaving, { id: 'an upload that breaks off is no object', category: 'data safety' }),
      claim.checks(looking, { id: 'nothing is left of uploads that break off', category: 'data safety' }),
      ...between.claims,
    ],
  };
}

/** What is on the disks of a store is what its tenants keep, byte for byte. Removals in the background may take five seconds. */
export async function diskIsWhatTenantsKeep(t: JourneyContext, { disks, copies }: Place): Promise<void> {
  let kept = Number.NaN;
  let onDisk = 0;
  for (let waited = 0; waited < 50 && kept * copies !== onDisk; waited++) {
    if (waited > 0) await t.sleep('100ms');
    const usage = await new Files(t, operator).ask('GET', '/admin/usage', { name: 'GET usage' });
    const rows = (usage.json()?.tenants ?? []) as readonly { bytes: number }[];
    kept = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    onDisk = (await Promise.all(disks.map(bytesOn))).reduce((sum, bytes) => sum + bytes, 0);
  }
  const told = `${onDisk} bytes on the disks, ${kept} kept in ${copies === 1 ? 'one copy' : `${copies} copies`}`;
  t.check('the disks have what tenants keep, and nothing else', kept * copies === onDisk, told);
}
