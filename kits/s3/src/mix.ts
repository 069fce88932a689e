/** The realistic mix: 70 % reads, 25 % writes, 5 % lists, at arrivals that do not wait for answers; rising for some seconds, or the same for long. */
import { type Claim, claim, type Journey, type JourneyContext, journey, type LoadPhase, load } from 'seatrial';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import type { Part, S3Kit } from './part.ts';
import { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';

const READS = 0.7;
const WRITES = 0.25;

export function mix(kit: S3Kit): Part {
  const mixed = mixedJourney(kit, 'mix');
  const rate = ['50/s', { to: '150/s', over: kit.seconds(3) }, { to: '150/s', over: kit.seconds(4) }] as const;
  const phases = [load('mix', mixed, { rate })];
  return { phases, claims: claimsOf(mixed, phases) };
}

/** What is written is deleted again, so that what changes over time is the store and not how much it keeps. */
export function soak(kit: S3Kit, { minutes }: { minutes: number }): Part {
  const mixed = mixedJourney(kit, 'soak');
  const phases = ['first', 'second', 'last'].map((third) =>
    load(`soak, ${third} third`, mixed, { rate: '40/s', for: `${minutes * 20}s` }),
  );
  const perThird = phases.map(({ name }) => claim.latency(mixed, 'p(99)<500ms', { during: name }));
  return { phases, claims: [...claimsOf(mixed, phases), ...perThird] };
}

function claimsOf(mixed: Journey, phases: readonly LoadPhase[]): Claim[] {
  return [
    claim.checks(mixed),
    claim.errors(mixed, 'rate<0.1%'),
    claim.latency(mixed, 'p(95)<200ms'),
    claim.latency(mixed, 'p(99)<1s'),
    claim.generator({ during: phases.map(({ name }) => name) }),
  ];
}

function mixedJourney(kit: S3Kit, name: 'mix' | 'soak'): Journey {
  return journey(
    name,
    async (t) => {
      const account = t.random.pick(kit.accounts);
      const bucket = new Bucket(t, account, kit.region, kit.bucketOf(account));
      const choice = t.random.next();
      if (choice < READS) {
        const key = seededKey(t.random.below(SEEDED));
        const got = await bucket.get(key, { name: `${name} GET` });
        t.check('a read returns its object', got.body.equals(contentOf(key, SEEDED_BYTES).bytes), got.why);
      } else if (choice < READS + WRITES) await writes(t, bucket, name);
      else {
        const page = pageOf(await bucket.list({ prefix: 'seeded/' }, { name: `${name} LIST` }));
        t.check('a list shows every seeded object', page?.keys.length === SEEDED, `${page?.keys.length ?? 'no'} keys`);
      }
    },
    { on: kit.system },
  );
}

async function writes(t: JourneyContext, bucket: Bucket, name: 'mix' | 'soak'): Promise<void> {
  const key = `${name}/${t.unique('object')}`;
  const put = await bucket.put(key, contentOf(key, SEEDED_BYTES), { name: `${name} PUT` });
  t.check('a write answers 200', put.status === 200, put.why);
  if (name === 'soak') await bucket.delete(key, { name: 'soak DELETE' });
}
