/** The realistic mix: 70 % reads, 25 % writes, 5 % lists, at arrivals that do not wait for answers. */
import { claim, journey, load } from 'seatrial';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import type { Part, S3Kit } from './part.ts';
import { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';

const READS = 0.7;
const WRITES = 0.25;

export function mix(kit: S3Kit): Part {
  const mixed = journey(
    'mix',
    async (t) => {
      const account = t.random.pick(kit.accounts);
      const bucket = new Bucket(t, account, kit.region, kit.bucketOf(account));
      const choice = t.random.next();
      if (choice < READS) {
        const key = seededKey(t.random.below(SEEDED));
        const got = await bucket.get(key, { name: 'mix GET' });
        t.check('a read returns its object', got.body.equals(contentOf(key, SEEDED_BYTES).bytes), got.why);
      } else if (choice < READS + WRITES) {
        const key = `mix/${t.unique('object')}`;
        const put = await bucket.put(key, contentOf(key, SEEDED_BYTES), { name: 'mix PUT' });
        t.check('a write answers 200', put.status === 200, put.why);
      } else {
        const page = pageOf(await bucket.list({ prefix: 'seeded/' }, { name: 'mix LIST' }));
        t.check('a list shows every seeded object', page?.keys.length === SEEDED, `${page?.keys.length ?? 'no'} keys`);
      }
    },
    { on: kit.system },
  );
  return {
    phases: [
      load('mix', mixed, {
        rate: ['50/s', { to: '150/s', over: kit.seconds(3) }, { to: '150/s', over: kit.seconds(4) }],
      }),
    ],
    claims: [
      claim.checks(mixed),
      claim.errors(mixed, 'rate<0.1%'),
      claim.latency(mixed, 'p(95)<200ms'),
      claim.latency(mixed, 'p(99)<1s'),
    ],
  };
}
