/** The operation benchmark: PUT, GET, HEAD, LIST, DELETE of unique objects at 4 KiB and 1 MiB, every answer checked. */
import { type Claim, claim, type DurationText, type Journey, journey, load, type Part } from 'seatrial';
import { pageOf } from './bucket.ts';
import { contentIn } from './content.ts';
import { bucketOfUser, type S3Kit } from './part.ts';

const SIZES = [
  { label: '4KiB', bytes: 4096 },
  { label: '1MiB', bytes: 1024 * 1024 },
] as const;

type Size = (typeof SIZES)[number];

type Verb = 'PUT' | 'GET' | 'HEAD' | 'LIST' | 'DELETE';

/** What the store promises for objects of one size. What is left out is measured and not claimed. */
export interface SpeedBounds {
  /** The 95th percentile of response time, by operation: `{ GET: '75ms' }`. */
  readonly p95?: Readonly<Partial<Record<Verb, DurationText>>>;
  /** Successful PUTs a second of four users: `'20/s'`. */
  readonly puts?: `${number}/s`;
}

export type BenchmarkBounds = { readonly [L in Size['label']]?: SpeedBounds };

/** @param bounds the store's own promises; S3 makes none about speed. */
export function benchmark(kit: S3Kit, bounds: BenchmarkBounds = {}): Part {
  const parts = SIZES.map((size) => {
    const operations = operationsOf(kit, size);
    const phase = load(`benchmark ${size.label}`, operations, { users: 4, for: kit.seconds(4) });
    const claims = claimsOf(operations, size, bounds[size.label] ?? {});
    return { phases: [phase], claims: [...claims, claim.generator({ during: phase.name })] };
  });
  return { phases: parts.flatMap((part) => part.phases), claims: parts.flatMap((part) => part.claims) };
}

function claimsOf(operations: Journey, { label }: Size, { p95 = {}, puts }: SpeedBounds): Claim[] {
  const latencies = Object.entries(p95).map(([verb, bound]) =>
    claim.latency(operations, `p(95)<${bound}`, { step: `${verb} ${label}` }),
  );
  const throughput = puts === undefined ? [] : [claim.throughput(operations, `rate>${puts}`, { step: `PUT ${label}` })];
  return [claim.checks(operations), claim.errors(operations, 'count==0'), ...throughput, ...latencies];
}

function operationsOf(kit: S3Kit, { label, bytes }: Size): Journey {
  return journey(
    `operations ${label}`,
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      const key = `benchmark/${label}/${t.unique('object')}`;
      const content = contentIn(t.user.state, key, bytes);

      // A request that fails is counted by the errors claim; checks are about answers, so that one cause breaks one claim.
      await bucket.put(key, content, { name: `PUT ${label}`, expect: 200 });
      const got = await bucket.get(key, { name: `GET ${label}`, into: 'sha256', expect: 200 });
      if (got.cause === null)
        t.check('GET returns what was PUT', got.digest === content.sha256, `${got.size} of ${bytes} bytes`);
      const head = await bucket.head(key, { name: `HEAD ${label}`, expect: 200 });
      if (head.cause === null)
        t.check('HEAD says the size', Number(head.headers['content-length']) === bytes, head.headers['content-length']);
      const list = await bucket.list({ prefix: key }, { name: `LIST ${label}`, expect: 200 });
      if (list.cause === null) t.check('LIST shows the object', pageOf(list)?.keys.includes(key) === true);
      await bucket.delete(key, { name: `DELETE ${label}`, expect: 204 });
    },
    { on: kit.system },
  );
}
