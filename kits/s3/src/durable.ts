/**
 * Writes under faults: users write while something bad is done to the store, and afterwards every object whose write was acknowledged is
 * read back and compared byte for byte.
 */
import { claim, type Fault, fault, type InstanceRef, journey, load, type Part, type Phase, readBack } from 'seatrial';
import { contentIn, sha256 } from './content.ts';
import { bucketOfFirst, type S3Kit } from './part.ts';

const SIZES = [512, 4096, 32 * 1024, 200 * 1024];

export interface DurableOptions {
  /** Of the journey; claims are made of it. */
  readonly name: string;
  readonly faults: readonly Fault[];
  /** Of the writing. */
  readonly seconds: number;
  /** What comes between writing and reading back. */
  readonly between?: readonly Phase[];
  /** After every kill. */
  readonly recovers: { readonly within: `${number}s` };
}

export function durable(kit: S3Kit, { name, faults, seconds, between = [], recovers }: DurableOptions): Part {
  const writing = journey(
    name,
    async (t) => {
      const key = `durable/${t.random.pick(SIZES)}/${t.unique('object')}`;
      const content = contentIn(t.user.state, key, sizeOf(key));
      await bucketOfFirst(t, kit).put(key, content, {
        name: 'PUT durable',
        writes: { key, value: content.sha256 },
        timeout: '5s',
      });
      await t.sleep('5ms');
    },
    { on: kit.system },
  );
  const read = `read back ${name}`;
  const reading = readBack(read, writing, async (t, { key, value }) => {
    const got = await bucketOfFirst(t, kit).get(key, {
      name: 'GET durable',
      reads: { key, value: (answer) => sha256(answer.body) },
    });
    const same = got.body.equals(contentIn(t.user.state, key, sizeOf(key)).bytes);
    t.check(
      'an acknowledged object reads back byte for byte',
      same,
      `${key}: ${got.status}, ${got.body.length} bytes, not ${value?.slice(0, 12)}`,
    );
  });
  return {
    phases: [load(`faults during ${name}`, writing, { users: 8, for: `${seconds}s`, faults }), ...between, reading],
    claims: [
      claim.noLostWrites(writing),
      claim.checks(writing, {
        id: `acknowledged objects of ${name} read back byte for byte`,
        during: read,
        category: 'data safety',
      }),
      claim.recovery({ after: 'kill', ...recovers, journey: writing }),
    ],
  };
}

/** A crash in the middle of writes: the store is killed and comes back. */
export function crash(kit: S3Kit, instance: InstanceRef, recovers: DurableOptions['recovers']): Part {
  const kill = fault.kill(instance, { at: '2.5s', restartAfter: '500ms' });
  return durable(kit, { name: 'durable writes', faults: [kill], seconds: 7, recovers });
}

/** The size stands in the key, so that the reader knows it too. */
function sizeOf(key: string): number {
  return Number(key.split('/')[1]);
}
