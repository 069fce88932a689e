/** The numbers promised for the store embedded in one process: the server on one core, the client on the other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { against, type Cell, figure, median, percent, table } from '../load/table.ts';
import { own, withContender } from './contenders.ts';
import { diskLimit, md5Limit, withBareServer } from './limits.ts';
import { fill, inRounds, type Measured, measure, medianOf, type Task } from './load.ts';
import type { Served } from './store.ts';

const MEBIBYTE = 1024 * 1024;
const AT_ONCE = 8;
/** PUTs replace so many objects in turn: a virtual machine takes longer to find memory that is new than MD5 takes. */
const REPLACED = 64;
/** Of files in memory, so that no disk is measured with the processor. */
const MEMORY = '/dev/shm';

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  readonly quick: boolean;
}

type Tell = (line: string) => void;

export async function measureEmbedded(pace: Pace, tell: Tell): Promise<string> {
  const rows = await inFolderOf(tmpdir(), (folder) =>
    withContender(own, folder, async (store) => [
      ...(await large(store, pace, tell)),
      ...(await small(store, pace, tell)),
      ...(await lists(store, pace, tell)),
      ...(await connections(store, pace, tell)),
    ]),
  );
  rows.push(await putsInMemory(pace, tell), await putsOnDisk(pace, tell));
  return table(['embedded', 'measured', 'wanted', 'kept', "client's core", "server's core"], rows);
}

/** A folder of its own below `base`, lent. */
export async function inFolderOf<T>(base: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(base, 'seatrial-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cores({ clientCpu, serverCpu }: Measured): [string, string] {
  return [percent(clientCpu), percent(Math.min(1, serverCpu))];
}

/** The store and node:http alone in turns, so that what the machine does meanwhile falls on both. */
function besideBare(store: Served, task: Task, rounds: number): Promise<{ store: Measured; bare: Measured }> {
  return withBareServer(task.bytes, async (bare) => {
    const all = await inRounds(rounds, async () => ({
      bare: await measure(bare, own, task),
      store: await measure(store, own, task),
    }));
    return { bare: medianOf(all.map((one) => one.bare)), store: medianOf(all.map((one) => one.store)) };
  });
}

async function large(store: Served, { rounds, seconds }: Pace, tell: Tell): Promise<Cell[][]> {
  const task = { bucket: 'large', bytes: MEBIBYTE, keys: 64, users: AT_ONCE, operation: 'get', seconds } as const;
  tell('GET of 1 MiB');
  await fill(store, own, task);
  const many = await besideBare(store, task, rounds);
  tell('GET of 1 MiB on one connection');
  const one = await besideBare(store, { ...task, users: 1 }, rounds);
  const bytesPerSecond = ({ perSecond }: Measured): number => perSecond * MEBIBYTE;
  const gigabytes = (of: Measured): string => `${figure(bytesPerSecond(of) / 1e9)} GB/s`;
  const milliseconds = (ms: number): string => `${figure(ms)} ms`;
  return [
    [
      `GET of 1 MiB, ${AT_ONCE} connections`,
      beside(gigabytes(many.store), gigabytes(many.bare)),
      ...against('1.5 GB/s', bytesPerSecond(many.store) >= 1.5e9),
      ...cores(many.store),
    ],
    [
      'GET of 1 MiB, one connection, p50',
      beside(milliseconds(one.store.p50Ms), milliseconds(one.bare.p50Ms)),
      ...against('< 1 ms', one.store.p50Ms < 1),
      ...cores(one.store),
    ],
    [
      'GET of 1 MiB, one connection, p99',
      beside(milliseconds(one.store.p99Ms), milliseconds(one.bare.p99Ms)),
      ...against('< 5 ms', one.store.p99Ms < 5),
      ...cores(one.store),
    ],
  ];
}

function beside(store: string, bare: string): string {
  return `${store} (node:http alone: ${bare})`;
}

async function small(store: Served, { rounds, seconds }: Pace, tell: Tell): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for (const keys of [256, 4096]) {
    tell(`GET of 4 KiB, ${keys} objects`);
    const task = { bucket: `small-${keys}`, bytes: 4096, keys, users: 16, operation: 'get', seconds } as const;
    await fill(store, own, task);
    const gets = await besideBare(store, task, rounds);
    const rate = ({ perSecond }: Measured): string => `${figure(perSecond)}/s`;
    rows.push([
      `GET of 4 KiB, ${task.users} connections, ${figure(keys)} objects`,
      beside(rate(gets.store), rate(gets.bare)),
      ...against('8,000/s', gets.store.perSecond >= 8000),
      ...cores(gets.store),
    ]);
  }
  return rows;
}

async function lists(store: Served, { rounds, seconds, quick }: Pace, tell: Tell): Promise<Cell[][]> {
  const of = { bucket: 'listed', bytes: 0, keys: quick ? 5000 : 100_000 };
  tell(`LIST of 1,000 of ${figure(of.keys)} keys`);
  await fill(store, own, { ...of, users: 64 });
  const pages = medianOf(
    await inRounds(rounds, () => measure(store, own, { ...of, operation: 'list', users: 1, seconds })),
  );
  const kept = against('< 20 ms', pages.p99Ms < 20);
  return [
    [
      `LIST of 1,000 of ${figure(of.keys)} keys, one connection, p99`,
      `${figure(pages.p99Ms)} ms`,
      ...kept,
      ...cores(pages),
    ],
  ];
}

async function connections(store: Served, { seconds }: Pace, tell: Tell): Promise<Cell[][]> {
  tell('1,000 connections');
  const of = { bucket: 'small-256', bytes: 4096, keys: 256, users: 1000 } as const;
  const { failed, ...done } = await measure(store, own, { ...of, operation: 'get', seconds: 2 * seconds });
  const what = `${figure(of.users)} connections, errors in ${figure(done.count)} GETs of 4 KiB`;
  return [[what, failed, ...against('0', failed === 0 && done.count >= of.users), ...cores({ failed, ...done })]];
}

/** MD5 and the PUTs in turns, so that what the machine does meanwhile falls on both. */
async function putsInMemory({ rounds, seconds }: Pace, tell: Tell): Promise<Cell[]> {
  const all = await inRounds(rounds, async (round) => {
    const limit = await md5Limit(seconds);
    const puts = await inFolderOf(MEMORY, (folder) => withContender(own, folder, (store) => putsOf(store, seconds)));
    tell(
      `PUT of 1 MiB, folder in memory, round ${round}: ${rateOf(puts)} where MD5 alone does ${figure(limit / 1e6)} MB/s`,
    );
    return { limit, puts, share: (puts.perSecond * MEBIBYTE) / limit };
  });
  const puts = medianOf(all.map((one) => one.puts));
  const share = median(all.map((one) => one.share));
  const limit = median(all.map((one) => one.limit));
  const measured = `${rateOf(puts)}, ${percent(share)} of MD5 alone (${figure(limit / 1e6)} MB/s)`;
  return [
    `PUT of 1 MiB with its MD5, ${AT_ONCE} connections, folder in memory`,
    measured,
    ...against('60 %', share >= 0.6),
    ...cores(puts),
  ];
}

async function putsOnDisk({ rounds, seconds }: Pace, tell: Tell): Promise<Cell[]> {
  const all = await inRounds(rounds, (round) =>
    inFolderOf(tmpdir(), async (folder) => {
      const limit = await inFolderOf(tmpdir(), (scratch) => diskLimit(seconds, scratch, AT_ONCE));
      const puts = await withContender(own, folder, (store) => putsOf(store, seconds));
      tell(
        `PUT of 1 MiB on the disk, round ${round}: ${rateOf(puts)} where files alone do ${figure(limit / 1e6)} MB/s`,
      );
      return { limit, puts, share: (puts.perSecond * MEBIBYTE) / limit };
    }),
  );
  const puts = medianOf(all.map((one) => one.puts));
  const share = percent(median(all.map((one) => one.share)));
  const limit = figure(median(all.map((one) => one.limit)) / 1e6);
  const measured = `${rateOf(puts)}, ${share} of files written and fsynced alone (${limit} MB/s)`;
  return [
    `PUT of 1 MiB with its MD5, ${AT_ONCE} connections, on the disk, durable`,
    measured,
    'what the disk allows',
    '-',
    ...cores(puts),
  ];
}

async function putsOf(store: Served, seconds: number): Promise<Measured> {
  await fill(store, own, { bucket: 'written', bytes: 0, keys: 0, users: 1 });
  const puts = await measure(store, own, {
    bucket: 'written',
    operation: 'put',
    bytes: MEBIBYTE,
    keys: REPLACED,
    users: AT_ONCE,
    seconds,
  });
  if (puts.failed > 0) throw new Error(`${puts.failed} PUTs failed`);
  return puts;
}

function rateOf({ perSecond }: Measured): string {
  return `${figure((perSecond * MEBIBYTE) / 1e6)} MB/s`;
}
