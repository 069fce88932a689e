/** The operation benchmark: PUT, GET, HEAD, LIST, DELETE of unique objects at 4 KiB and 1 MiB, every answer checked. */
import { type Claim, claim, type Journey, journey, load } from 'seatrial';
import { pageOf } from './bucket.ts';
import { contentIn } from './content.ts';
import { bucketOfUser, type Part, type S3Kit } from './part.ts';

const SIZES = [
  { label: '4KiB', bytes: 4096, within: { PUT: 150, GET: 75, HEAD: 75, LIST: 100, DELETE: 150 }, perSecond: 20 },
  {
    label: '1MiB',
    bytes: 1024 * 1024,
    within: { PUT: 500, GET: 250, HEAD: 150, LIST: 200, DELETE: 250 },
    perSecond: 5,
  },
] as const;

type Size = (typeof SIZES)[number];

export function benchmark(kit: S3Kit): Part {
  const parts = SIZES.map((size) => {
    const operations = operationsOf(kit, size);
    const phase = load(`benchmark ${size.label}`, operations, { users: 4, for: kit.seconds(4) });
    return { phases: [phase], claims: [...claimsOf(operations, size), claim.generator({ during: phase.name })] };
  });
  return { phases: parts.flatMap((part) => part.phases), claims: parts.flatMap((part) => part.claims) };
}

function claimsOf(operations: Journey, size: Size): Claim[] {
  const latencies = Object.entries(size.within).map(([verb, ms]) =>
    claim.latency(operations, `p(95)<${ms}ms`, { step: `${verb} ${size.label}` }),
  );
  return [
    claim.checks(operations),
    claim.errors(operations, 'rate<0.1%'),
    claim.throughput(operations, `rate>${size.perSecond}/s`, { step: `PUT ${size.label}` }),
    ...latencies,
  ];
}

function operationsOf(kit: S3Kit, { label, bytes }: Size): Journey {
  return journey(
    `operations ${label}`,
    async (t) => {
      const bucket = bucketOfUser(t, kit);
      const key = `benchmark/${label}/${t.unique('object')}`;
      const content = contentIn(t.user.state, key, bytes);

      const put = await bucket.put(key, content, { name: `PUT ${label}` });
      t.check('PUT answers 200', put.status === 200, put.why);
      const got = await bucket.get(key, { name: `GET ${label}`, into: 'sha256' });
      t.check('GET answers 200', got.status === 200, got.why);
      t.check('GET returns what was PUT', got.digest === content.sha256, `${got.size} of ${bytes} bytes`);
      const head = await bucket.head(key, { name: `HEAD ${label}` });
      t.check(
        'HEAD answers 200 with the size',
        head.status === 200 && Number(head.headers['content-length']) === bytes,
        head.why,
      );
      const list = await bucket.list({ prefix: key }, { name: `LIST ${label}` });
      t.check('LIST shows the object', pageOf(list)?.keys.includes(key) === true, list.why);
      const gone = await bucket.delete(key, { name: `DELETE ${label}` });
      t.check('DELETE answers 204', gone.status === 204, gone.why);
    },
    { on: kit.system },
  );
}
