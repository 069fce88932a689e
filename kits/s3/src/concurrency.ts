/** Connections from 1 to 200: every user has its own, so a store that stops taking them shows as errors, not as silence. */
import { claim, journey, load } from 'seatrial';
import { bucketOfFirst, type Part, type S3Kit } from './part.ts';
import { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';

const CONNECTIONS = 200;

export function concurrency(kit: S3Kit): Part {
  const reading = journey(
    'connections',
    async (t) => {
      const bucket = bucketOfFirst(t, kit);
      const got = await bucket.get(seededKey(t.random.below(SEEDED)), { name: 'GET 4KiB' });
      t.check('the whole object arrives', got.body.length === SEEDED_BYTES, got.why);
      await t.sleep('50ms');
    },
    { on: kit.system },
  );
  const users = [1, { to: CONNECTIONS, over: kit.seconds(5) }, { to: CONNECTIONS, over: kit.seconds(2) }] as const;
  const phase = load('1 to 200 connections', reading, { users });
  return {
    phases: [phase],
    claims: [
      claim.checks(reading),
      claim.errors(reading, 'rate<0.1%'),
      claim.latency(reading, 'p(99)<1s'),
      claim.generator({ during: phase.name }),
    ],
  };
}
