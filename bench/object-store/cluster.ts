/** The numbers promised for a cluster: a gateway, six storage servers and the client share all cores of this machine. */
import { randomBytes } from 'node:crypto';
import { createRemoteChunks } from '@seatrial/object-store/storage';
import { against, type Cell, figure, megabytes, table } from '../load/table.ts';
import { type Done, runClient } from './client.ts';
import type { Pace } from './embedded.ts';
import type { FilesJob } from './plans/job.ts';
import { ALL_CORES, apiKey, clusterToken, type Served, withCluster, withStorageServer } from './store.ts';

const FILE_BYTES = 100e6;
const CHUNK_BYTES = 64 * 1024 * 1024;
const MOST_RESIDENT_BYTES = 600e6;

export async function measureCluster(pace: Pace, tell: (line: string) => void): Promise<string> {
  tell('chunks over gRPC');
  const rows = await withStorageServer((address) => chunks(address, pace));
  rows.push(...(await withCluster((cluster) => files(cluster, pace, tell))));
  rows.push(...(await withCluster((cluster) => uploads(cluster, pace, tell))));
  return table(['cluster over gRPC, two copies', 'measured', 'wanted', 'kept'], rows);
}

/** One after the other, verified at both ends and durable, as the gateway does it. */
async function chunks(address: string, { quick }: Pace): Promise<Cell[][]> {
  const store = createRemoteChunks({ id: 'bench', address, token: clusterToken });
  const session = randomBytes(16).toString('hex');
  const content = randomBytes(1024 * 1024);
  async function* source(): AsyncGenerator<Buffer> {
    for (let left = CHUNK_BYTES; left > 0; left -= content.length) yield content;
  }
  const times = quick ? 2 : 12;
  try {
    const startMs = performance.now();
    const stored = [];
    for (let n = 0; n < times; n++)
      stored.push(await store.put(`${session}-${randomBytes(6).toString('hex')}`, source(), CHUNK_BYTES));
    const writtenMs = performance.now();
    for (const chunk of stored) {
      const reader = await store.open(chunk);
      let bytes = 0;
      for await (const window of reader?.windows(0, chunk.sizeBytes) ?? []) bytes += window.length;
      await reader?.close();
      if (bytes !== CHUNK_BYTES) throw new Error(`${bytes} of ${CHUNK_BYTES} bytes of a chunk were read`);
    }
    const rate = (fromMs: number, toMs: number): number => (times * CHUNK_BYTES * 1000) / (toMs - fromMs);
    const [write, read] = [rate(startMs, writtenMs), rate(writtenMs, performance.now())];
    return [
      ['writing chunks of 64 MiB to one storage server', speed(write), ...against('> 200 MB/s', write > 200e6)],
      ['reading them', speed(read), ...against('> 200 MB/s', read > 200e6)],
    ];
  } finally {
    await store.close();
  }
}

async function files(cluster: Served, { quick }: Pace, tell: (line: string) => void): Promise<Cell[][]> {
  const times = quick ? 2 : 10;
  const run = (operation: FilesJob['operation'], asked: Partial<FilesJob>): Promise<Done> => {
    tell(`${operation} of files`);
    return ofFiles(cluster, { operation, ids: [], times, users: 1, ...asked });
  };
  const up = await run('upload', {});
  const ids = await idsOf(cluster);
  const down = await run('download', { ids });
  const known = await run('metadata', { ids, times: 100 * times, users: 4 });
  const lists = await run('list', { times: 100 * times, users: 4 });
  const each = ({ p50Ms }: Done): number => (FILE_BYTES * 1000) / p50Ms;
  return [
    ['upload of a file of 100 MB', speed(each(up)), ...against('> 100 MB/s', each(up) > 100e6)],
    ['download of a file of 100 MB', speed(each(down)), ...against('> 100 MB/s', each(down) > 100e6)],
    ['metadata of a file, 4 connections, p99', `${figure(known.p99Ms)} ms`, ...against('< 50 ms', known.p99Ms < 50)],
    ['list of files, 4 connections, p99', `${figure(lists.p99Ms)} ms`, ...against('< 100 ms', lists.p99Ms < 100)],
  ];
}

async function uploads(cluster: Served, { quick }: Pace, tell: (line: string) => void): Promise<Cell[][]> {
  const users = quick ? 5 : 50;
  tell(`${users} uploads at once`);
  const { seconds } = await ofFiles(cluster, { operation: 'upload', ids: [], times: users, users });
  const peakBytes = cluster.running.peakBytes('main.ts');
  return [
    [
      `${users} uploads of 100 MB at once, resident in the gateway`,
      megabytes(peakBytes),
      ...against('< 600 MB', peakBytes < MOST_RESIDENT_BYTES),
    ],
    [`${users} uploads of 100 MB at once, together`, speed((users * FILE_BYTES) / seconds), '-', '-'],
  ];
}

/** Throws when one fails: a rate of failures says nothing. */
async function ofFiles({ url }: Served, asked: Omit<FilesJob, 'url' | 'apiKey' | 'bytes'>): Promise<Done> {
  const done = await runClient('files', { url, apiKey, bytes: FILE_BYTES, ...asked }, ALL_CORES);
  if (done.failed > 0 || done.count !== asked.times)
    throw new Error(`${done.count} of ${asked.times} times ${asked.operation}, ${done.failed} failed`);
  return done;
}

async function idsOf({ url }: Served): Promise<string[]> {
  const answer = await fetch(`${url}/files?per_page=100`, { headers: { 'x-api-key': apiKey } });
  const { files } = (await answer.json()) as { files: { file_id: string }[] };
  return files.map(({ file_id: id }) => id);
}

function speed(bytesPerSecond: number): string {
  return `${figure(bytesPerSecond / 1e6)} MB/s`;
}
