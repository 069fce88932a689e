/**
 * Objects that are replaced and deleted while many read them: each reader gets one write, whole, whichever it was when it came; and who
 * comes afterwards gets the last one.
 */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { type Content, contentIn, contentOf } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';

/** Large enough that it is still on its way when the small one that replaces it is there. */
const LARGE = 8 * 1024 * 1024;
const AT_ONCE = 6;

export function replacing(kit: S3Kit): Part {
  const reading = journey(
    'replaced under readers',
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      const key = `replaced/${t.unique('object')}`;
      const large = contentIn(t.user.state, key, LARGE);
      const small = contentOf(`${key} small`, 4096);
      await bucket.put(key, large, { name: 'PUT 8MiB' });
      await readWhile(t, bucket, key, [large, small], () => bucket.put(key, small, { name: 'PUT 4KiB' }));
      const got = await bucket.get(key, { name: 'GET 4KiB', into: 'sha256' });
      t.check('who comes afterwards gets the last write', got.digest === small.sha256, `${got.size} bytes`);
      await bucket.put(key, large, { name: 'PUT 8MiB' });
      await readWhile(t, bucket, key, [large], () => bucket.delete(key, { name: 'DELETE' }));
      const gone = await bucket.get(key, { name: 'GET deleted', expect: 404 });
      t.check('who comes after a delete gets nothing', gone.status === 404, String(gone.status));
    },
    { on: kit.system },
  );
  return {
    phases: [load('replaced under readers', reading, { users: 2, iterations: kit.count(6), for: '60s' })],
    claims: [
      claim.checks(reading, {
        id: 'who reads what is replaced or deleted gets one write, whole',
        category: 'data safety',
      }),
    ],
  };
}

/** Reads begin, then something is done to the object; without an object there is nothing to be read. */
async function readWhile(
  t: JourneyContext,
  bucket: Bucket,
  key: string,
  writes: readonly Content[],
  change: () => Promise<HttpResponse>,
): Promise<void> {
  const extra = { name: 'GET meanwhile', into: 'sha256', expect: [200, 404] } as const;
  const reads = Array.from({ length: AT_ONCE }, () => bucket.get(key, extra));
  const changed = await change();
  t.check('the change is made', changed.status === 200 || changed.status === 204, changed.why);
  for (const { status, digest, size, why } of await Promise.all(reads)) {
    const absent = status === 404 && writes.length === 1;
    const whole = status === 200 && writes.some(({ sha256 }) => sha256 === digest);
    t.check('a reader gets one write, whole', absent || whole, `${status}, ${size} bytes ${why}`);
  }
}
