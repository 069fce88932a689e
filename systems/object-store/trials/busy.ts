/** 50 uploads and 100 downloads of files at once, beside users who do a little of everything. */
import { type Content, contentOf } from '@seatrial/kit-s3';
import { claim, journey, load, type Part, type System, together } from 'seatrial';
import { tenants } from './credentials.ts';
import { Files } from './files-client.ts';

const [amber, birch] = tenants;
const SIZE = 10_000_000;
const KEPT = 4;
const PIECE = 256 * 1024;

export function busy(store: System, seconds: number): Part {
  const contents = new Map<number, Content>();
  /** One buffer for all users of a thread. */
  const content = (n: number): Content => {
    const known = contents.get(n) ?? contentOf(`busy ${n}`, SIZE);
    contents.set(n, known);
    return known;
  };
  const uploading = journey(
    'many uploads',
    async (t) => {
      const mine = new Files(t, amber);
      const sent = content(t.user.index % KEPT);
      const extra = { name: 'POST 10MB', expect: 201, timeout: '2m' } as const;
      const uploaded = await mine.uploadSlowly(SIZE, () => pieces(sent.bytes), extra);
      t.check('an upload among many is whole', uploaded.json()?.checksum === sent.sha256, uploaded.why);
      await mine.delete(String(uploaded.json()?.file_id), { expect: 204 });
    },
    { on: store },
  );
  const downloading = journey<{ ids: string[] }>(
    'many downloads',
    async (t) => {
      const n = t.random.below(KEPT);
      const got = await new Files(t, birch).download(t.data.ids[n] ?? '', { into: 'sha256', timeout: '2m' });
      t.check('a download among many is whole', got.digest === content(n).sha256, `${got.size} bytes`);
    },
    {
      on: store,
      setup: async (t) => {
        const listed = (await new Files(t, birch).list({ per_page: 100, status: 'completed' }))?.files ?? [];
        const idOf = (n: number) => listed.find(({ filename }) => filename === `kept ${n}`)?.file_id ?? '';
        return { ids: Array.from({ length: KEPT }, (_, n) => idOf(n)) };
      },
    },
  );
  const keeping = journey(
    'files to download',
    async (t) => {
      const n = t.user.iteration;
      await new Files(t, birch).upload(`kept ${n}`, content(n).bytes, { expect: 201, timeout: '1m' });
    },
    { on: store },
  );
  const looking = journey(
    'looks among many',
    async (t) => {
      const list = await new Files(t, birch).list({ per_page: 10 });
      t.check('a list among many is a list', (list?.files.length ?? 0) > 0);
      await t.sleep('100ms');
    },
    { on: store },
  );
  /** They come within ten seconds and stay; nobody is cut off in the middle of a transfer. */
  const come = (users: number) =>
    ({ users: [1, { to: users, over: '10s' }, { to: users, over: `${seconds}s` }], gracefulStop: '2m' }) as const;
  return {
    phases: [
      load('files to download', keeping, { users: 1, iterations: KEPT, for: '2m' }),
      together([
        load('50 uploads', uploading, come(50)),
        load('100 downloads', downloading, come(100)),
        load('looks', looking, come(10)),
      ]),
    ],
    claims: [uploading, downloading, looking].flatMap((each) => [claim.checks(each), claim.errors(each, 'count==0')]),
  };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < SIZE; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
