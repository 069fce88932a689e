/** The same operations by the same client on Seatrial's store and on S3 servers of others, in turns. */
import { tmpdir } from 'node:os';
import { whyAbsent } from '../load/install.ts';
import { type Cell, figure, megabytes, percent, table } from '../load/table.ts';
import { type Contender, own, peers, withContender } from './contenders.ts';
import { inFolderOf, type Pace } from './embedded.ts';
import { fill, inRounds, type Measured, measure, medianOf } from './load.ts';
import type { Served } from './store.ts';

const MEBIBYTE = 1024 * 1024;

interface Results {
  readonly get: Measured;
  readonly put: Measured;
  readonly small: Measured;
  readonly list: Measured;
  readonly peakBytes: number;
}

/** Fewer rounds than for our own promises: there are many servers. */
const MOST_ROUNDS = 2;

export async function measureSideBySide(pace: Pace, tell: (line: string) => void): Promise<string> {
  const here = [own, ...peers].filter((contender) => contender.find() !== null);
  const results = new Map<Contender, Results[]>(here.map((contender) => [contender, []]));
  const failed = new Map<Contender, string>();
  await inRounds(Math.min(pace.rounds, MOST_ROUNDS), async (round) => {
    for (const contender of here) {
      if (failed.has(contender)) continue;
      tell(`round ${round}, ${contender.name}`);
      try {
        const all = await inFolderOf(tmpdir(), (folder) =>
          withContender(contender, folder, (store) => everything(contender, store, pace)),
        );
        results.get(contender)?.push(all);
      } catch (error) {
        failed.set(contender, (error as Error).message.split('\n')[0] ?? '');
        tell((error as Error).message);
      }
    }
  });
  const measured = here.filter((contender) => !failed.has(contender));
  const rows = measured.map((contender) => row(contender, results.get(contender) ?? []));
  return [
    table(HEAD, rows),
    ...[...failed].map(([{ name }, why]) => `${name} could not be measured: ${why}.`),
    ...peers.filter((peer) => peer.find() === null).map((peer) => `${peer.name} is absent: ${whyAbsent(peer)}.`),
  ].join('\n\n');
}

const HEAD = [
  'server, signatures verified by all',
  'what an answered PUT survives',
  'compared at each read',
  'GET 1 MiB',
  'PUT 1 MiB',
  'GET 4 KiB',
  'LIST 1,000 of 10,000, p99',
  'memory',
  "client's core at most",
  'failed',
];

async function everything(contender: Contender, store: Served, { seconds, quick }: Pace): Promise<Results> {
  const large = { bucket: 'large', bytes: MEBIBYTE, keys: 64, users: 8, seconds } as const;
  const small = { bucket: 'small', bytes: 4096, keys: 256, users: 16, seconds } as const;
  const listed = { bucket: 'listed', bytes: 0, keys: quick ? 2000 : 10_000, users: 16, seconds } as const;
  await fill(store, contender, large);
  const get = await measure(store, contender, { ...large, operation: 'get' });
  const put = await measure(store, contender, { ...large, operation: 'put' });
  await fill(store, contender, small);
  const gets = await measure(store, contender, { ...small, operation: 'get' });
  await fill(store, contender, listed);
  const list = await measure(store, contender, { ...listed, operation: 'list', users: 1 });
  return { get, put, small: gets, list, peakBytes: store.running.peakBytes() };
}

function row(contender: Contender, all: readonly Results[]): Cell[] {
  const [get, put, small, list] = (['get', 'put', 'small', 'list'] as const).map((what) =>
    medianOf(all.map((one) => one[what])),
  );
  if (!get || !put || !small || !list) throw new Error('four operations were measured');
  const rate = ({ perSecond }: Measured): string => `${figure((perSecond * MEBIBYTE) / 1e6)} MB/s`;
  const failed = [get, put, small, list].reduce((sum, one) => sum + one.failed, 0);
  return [
    `${contender.name} ${contender.find()?.version ?? ''}`,
    contender.durable,
    contender.integrity,
    rate(get),
    rate(put),
    `${figure(small.perSecond)}/s`,
    `${figure(list.p99Ms)} ms`,
    megabytes(Math.max(...all.map(({ peakBytes }) => peakBytes))),
    percent(Math.max(...[get, put, small, list].map(({ clientCpu }) => clientCpu))),
    failed,
  ];
}
