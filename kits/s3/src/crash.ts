/**
 * A crash in the middle of writes: the store is killed while users write, comes back, and every object whose write was
 * acknowledged is read back and compared byte for byte.
 */
import { claim, fault, type InstanceRef, type JourneyContext, journey, load, readBack } from 'seatrial';
import { Bucket } from './bucket.ts';
import { contentIn, sha256 } from './content.ts';
import type { Part, S3Kit } from './part.ts';

const SIZES = [512, 4096, 32 * 1024, 200 * 1024];

export function crash(kit: S3Kit, instance: InstanceRef): Part {
  const open = (t: JourneyContext): Bucket => {
    const account = kit.accounts[0];
    if (!account) throw new Error('the S3 kit needs at least one account');
    return new Bucket(t, account, kit.region, kit.bucketOf(account));
  };
  const writing = journey(
    'durable writes',
    async (t) => {
      const key = `durable/${t.random.pick(SIZES)}/${t.unique('object')}`;
      const content = contentIn(t.user.state, key, sizeOf(key));
      await open(t).put(key, content, { name: 'PUT durable', writes: { key, value: content.sha256 }, timeout: '5s' });
      await t.sleep('5ms');
    },
    { on: kit.system },
  );
  const reading = readBack('read back', writing, async (t, { key, value }) => {
    const got = await open(t).get(key, { name: 'GET durable', reads: { key, value: (answer) => sha256(answer.body) } });
    const same = got.body.equals(contentIn(t.user.state, key, sizeOf(key)).bytes);
    t.check(
      'an acknowledged object reads back byte for byte',
      same,
      `${key}: ${got.status}, ${got.body.length} bytes, not ${value.slice(0, 12)}`,
    );
  });
  const kill = fault.kill(instance, { at: '2.5s', restartAfter: '500ms' });
  return {
    phases: [load('crash while writing', writing, { users: 8, for: '7s', faults: [kill] }), reading],
    claims: [
      claim.noLostWrites(writing),
      claim.checks(writing, { during: 'read back', category: 'data safety' }),
      claim.recovery({ after: 'kill', within: '3s', journey: writing }),
    ],
  };
}

/** The size stands in the key, so that the reader knows it too. */
function sizeOf(key: string): number {
  return Number(key.split('/')[1]);
}
