/** Connections from 1 to 200: every user has its own, so a store that stops taking them shows as errors, not as silence. */
import { claim, type DurationText, journey, load, type Part } from 'seatrial';
import { bucketOfFirst, type S3Kit } from './part.ts';
import { SEEDED, SEEDED_BYTES, seededKey } from './prepare.ts';

const CONNECTIONS = 200;

/** @param bounds the store's own promise about response time; S3 makes none. */
export function concurrency(kit: S3Kit, { p99 }: { readonly p99?: DurationText } = {}): Part {
  const reading = journey(
    'connections',
    async (t) => {
      const bucket = bucketOfFirst(t, kit);
      const got = await bucket.get(seededKey(t.random.below(SEEDED)), { name: 'GET 4KiB' });
      if (got.cause === null)
        t.check('the whole object arrives', got.body.length === SEEDED_BYTES, `${got.body.length} bytes`);
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
      claim.errors(reading, 'count==0'),
      ...(p99 === undefined ? [] : [claim.latency(reading, `p(99)<${p99}`)]),
      claim.generator({ during: phase.name }),
    ],
  };
}
