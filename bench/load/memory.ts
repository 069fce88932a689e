/**
 * Seatrial's own memory: with many idle users, each with its connection, and over a long run at a steady rate, where what
 * counts is how much it grows after the first tenth.
 */
import { inFolder } from './attempt.ts';
import { measure } from './measure.ts';
import { runIn, seatrialCommand } from './seatrial.ts';
import { startJsonServer } from './server.ts';
import { against, type Cell, figure, median, megabytes, percent, table } from './table.ts';

const GRACE_SECONDS = 120;
const IDLE_LIMIT_BYTES = 500e6;
const GROWTH_LIMIT = 0.05;

export interface Idle {
  readonly users: number;
  readonly maxRssBytes: number;
  readonly failed: number;
}

export interface Soak {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly requests: number;
  readonly growth: number;
  readonly maxRssBytes: number;
}

/** `seconds`: how long each user thinks. */
export async function measureIdle(users: number, seconds: number): Promise<Idle> {
  return atServer((url) =>
    inFolder(async (folder) => {
      const command = seatrialCommand('idle', { url, seconds, ratePerSecond: null, folder }, users);
      const { maxRssBytes } = await measure(command, folder, 2 * seconds + GRACE_SECONDS);
      const { ledger } = runIn(folder).run;
      const done = ledger.of('window').filter(({ step }) => step === 'iteration');
      const failed = users - done.reduce((sum, window) => sum + window.count - window.failed, 0);
      return { users, maxRssBytes, failed };
    }),
  );
}

export async function measureSoak(ratePerSecond: number, seconds: number): Promise<Soak> {
  return atServer((url) =>
    inFolder(async (folder) => {
      const command = seatrialCommand('paced', { url, seconds, ratePerSecond, folder });
      const { maxRssBytes } = await measure(command, folder, seconds + GRACE_SECONDS);
      const { ledger } = runIn(folder).run;
      const resident = ledger.of('sample').flatMap((sample) => (sample.system === 'seatrial' ? [sample.rssBytes] : []));
      const windows = ledger.of('window').filter(({ step }) => step !== 'iteration');
      const requests = windows.reduce((sum, { count }) => sum + count, 0);
      return { ratePerSecond, seconds, requests, growth: growth(resident), maxRssBytes };
    }),
  );
}

/**
 * How much the last tenth of evenly spaced samples is above the second tenth, by their medians: 0.05 is five percent.
 * The first tenth is where code is compiled and buffers find their size.
 */
export function growth(samples: readonly number[]): number {
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  return median(samples.slice(-tenth)) / median(samples.slice(tenth, 2 * tenth)) - 1;
}

export function renderMemory(idle: Idle, soak: Soak | null): string {
  const rows: Cell[][] = [
    [
      `${figure(idle.users)} idle users, each with its connection${idle.failed === 0 ? '' : ` (${idle.failed} failed)`}`,
      megabytes(idle.maxRssBytes),
      ...against(megabytes(IDLE_LIMIT_BYTES), idle.maxRssBytes <= IDLE_LIMIT_BYTES && idle.failed === 0),
    ],
  ];
  if (soak === null) {
    rows.push(['growth in a long run', null, '-', 'not measured (`--soak`)']);
  } else {
    const { ratePerSecond, seconds, requests, maxRssBytes } = soak;
    const name = `growth in ${figure(seconds / 60)} minutes at ${figure(ratePerSecond)}/s, after the first tenth`;
    const reached = requests >= 0.99 * ratePerSecond * seconds;
    rows.push([
      `${name}${reached ? '' : ` (only ${figure(requests / seconds)}/s done)`}`,
      `${percent(soak.growth)} (${megabytes(maxRssBytes)} at most)`,
      ...against(percent(GROWTH_LIMIT), soak.growth < GROWTH_LIMIT && reached),
    ]);
  }
  return table(['resident memory of Seatrial', 'measured', 'at most', 'kept'], rows);
}

async function atServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startJsonServer();
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
