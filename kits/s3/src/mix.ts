/** The realistic mix: 70 % reads, 25 % writes, 5 % lists, at arrivals that do not wait for answers; rising for some seconds, or the same for long. */
import {
  type Claim,
  claim,
  type DurationText,
  type Journey,
  type JourneyContext,
  journey,
  type LoadPhase,
  load,
  type Part,
} from 'seatrial';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import type { S3Kit } from './part.ts';
import { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';

const READS = 0.7;
const WRITES = 0.25;

/** The store's own promises about response time; S3 makes none. */
export interface MixBounds {
  readonly p95?: DurationText;
  readonly p99?: DurationText;
}

export function mix(kit: S3Kit, bounds: MixBounds = {}): Part {
  const mixed = mixedJourney(kit, 'mix');
  const rate = ['50/s', { to: '150/s', over: kit.seconds(3) }, { to: '150/s', over: kit.seconds(4) }] as const;
  const phases = [load('mix', mixed, { rate })];
  return { phases, claims: claimsOf(mixed, phases, bounds) };
}

/** What is written is deleted again, so that what changes over time is the store and not how much it keeps. */
export function soak(kit: S3Kit, { minutes, ...bounds }: { minutes: number } & MixBounds): Part {
  const mixed = mixedJourney(kit, 'soak');
  const phases = ['first', 'second', 'last'].map((third) =>
    load(`soak, ${third} third`, mixed, { rate: '40/s', for: `${minutes * 20}s` }),
  );
  return { phases, claims: claimsOf(mixed, phases, bounds) };
}

/** Latency is judged in each phase, and the worst counts. */
function claimsOf(mixed: Journey, phases: readonly LoadPhase[], { p95, p99 }: MixBounds): Claim[] {
  return [
    claim.checks(mixed),
    claim.errors(mixed, 'count==0'),
    ...(p95 === undefined ? [] : [claim.latency(mixed, `p(95)<${p95}`)]),
    ...(p99 === undefined ? [] : [claim.latency(mixed, `p(99)<${p99}`)]),
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
        if (got.cause === null)
          t.check(
            'a read returns its object',
            got.body.equals(contentOf(key, SEEDED_BYTES).bytes),
            `${got.size} bytes`,
          );
      } else if (choice < READS + WRITES) await writes(t, bucket, name);
      else {
        const list = await bucket.list({ prefix: 'seeded/' }, { name: `${name} LIST` });
        const keys = pageOf(list)?.keys.length ?? 0;
        if (list.cause === null) t.check('a list shows every seeded object', keys === SEEDED, `${keys} keys`);
      }
    },
    { on: kit.system },
  );
}

async function writes(t: JourneyContext, bucket: Bucket, name: 'mix' | 'soak'): Promise<void> {
  const key = `${name}/${t.unique('object')}`;
  await bucket.put(key, contentOf(key, SEEDED_BYTES), { name: `${name} PUT`, expect: 200 });
  if (name === 'soak') await bucket.delete(key, { name: 'soak DELETE' });
}
