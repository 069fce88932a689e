/** Makes what the other parts build on: a bucket for each account, and objects that exist before anything is measured. */
import { claim, journey, load, type Part } from 'seatrial';
import { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import type { S3Kit } from './part.ts';

/** How many objects each bucket holds for readers. */
export const SEEDED = 50;
export const SEEDED_BYTES = 4096;

/** Object `n` (from 0) that every bucket holds. */
export function seededKey(n: number): string {
  return `seeded/${String(n).padStart(4, '0')}`;
}

export function prepare(kit: S3Kit): Part {
  const prepare = journey(
    'prepare',
    async (t) => {
      const account = kit.accounts[t.user.iteration % kit.accounts.length];
      if (!account) return;
      const bucket = new Bucket(t, account, kit.region, kit.bucketOf(account));
      const created = await bucket.create();
      const ours = created.status === 200 || created.text().includes('BucketAlreadyOwnedByYou');
      t.check('a bucket can be created', ours, created.text().slice(0, 200));
      for (let n = 0; n < SEEDED; n++) {
        const put = await bucket.put(seededKey(n), contentOf(seededKey(n), SEEDED_BYTES), { name: 'PUT seed' });
        t.check('a seed object is stored', put.status === 200, put.why);
      }
    },
    { on: kit.system },
  );
  const phase = load('prepare', prepare, { users: 1, iterations: kit.accounts.length, for: '1m' });
  return { phases: [phase], claims: [claim.checks(prepare)] };
}
