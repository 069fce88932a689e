/**
 * Accuracy: what a generator says of a server that stalls, beside what its users must feel (stall-truth.ts). A generator
 * that waits for the answer before it sends the next request does not see most of a stall (coordinated omission).
 */
import { attempt, inFolder } from './attempt.ts';
import type { Contender } from './contender.ts';
import { measure } from './measure.ts';
import { quantileUs } from './quantile.ts';
import { runIn, seatrialCommand } from './seatrial.ts';
import { startNodeServer } from './server.ts';
import { EVERY_MS, quantileOf, STALL_MS, stallWaits } from './stall-truth.ts';
import { against, type Cell, figure, percent, table } from './table.ts';

const SERVER = 'stall-server-process.ts';
const GRACE_SECONDS = 90;
const TOLERANCE = 0.02;
/** Where the truth is no waiting at all, a share of it means nothing: there, the bound is that of an arrival's lag. */
const TOLERANCE_MS = 2;
const QUANTILES = [0.5, 0.9, 0.95, 0.99, 0.999] as const;
/** Exactly a tenth of all arrivals waits, so at the 90th percentile the truth jumps from nothing to the drain of a queue. */
const EDGE = 1 - STALL_MS / EVERY_MS;

export interface Felt {
  readonly q: number;
  readonly truthMs: number;
  readonly responseMs: number;
  readonly serviceMs: number;
}

/** Seatrial's percentiles and the truth. `seconds` is a multiple of the stall's period. */
export async function measureStall(ratePerSecond: number, seconds: number): Promise<Felt[]> {
  const truth = stallWaits(ratePerSecond);
  return atStallingServer((url) =>
    inFolder(async (folder) => {
      const job = { url, seconds, ratePerSecond, folder };
      await measure(seatrialCommand('paced', job), folder, seconds + GRACE_SECONDS);
      const windows = runIn(folder)
        .run.ledger.of('window')
        .filter(({ step }) => step !== 'iteration');
      const response = windows.map((window) => window.response);
      const service = windows.map((window) => window.service);
      return QUANTILES.map((q) => ({
        q,
        truthMs: quantileOf(truth, q),
        responseMs: quantileUs(response, q) / 1000,
        serviceMs: quantileUs(service, q) / 1000,
      }));
    }),
  );
}

/** What the peers say their p99 is, each at the same rate where it has one; null for what it does not say. */
export async function measurePeersAtStall(
  peers: readonly Contender[],
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
  tell: (line: string) => void,
): Promise<Cell[][]> {
  const truthMs = quantileOf(stallWaits(ratePerSecond), 0.99);
  return atStallingServer(async (url) => {
    const rows: Cell[][] = [];
    for (const peer of peers) {
      const paced = await attempt(peer, { url, seconds, ratePerSecond });
      const done = paced ?? (await attempt(peer, { url, seconds, ratePerSecond: null }));
      const model = paced ? `${figure(ratePerSecond)}/s asked` : 'as fast as it goes: it has no rate';
      const p99Ms = done?.reading.p99Ms ?? null;
      tell(`stall, ${peer.name}: p99 ${p99Ms ?? 'unknown'} ms`);
      const share = p99Ms === null ? null : percent(p99Ms / truthMs);
      rows.push([`${peer.name} ${peer.version}`, model, (done?.reading.done ?? 0) / seconds, p99Ms, share]);
    }
    return rows;
  });
}

export function renderStall(felt: readonly Felt[]): string {
  const rows = felt.map(({ q, truthMs, responseMs, serviceMs }): Cell[] => {
    const offMs = Math.abs(responseMs - truthMs);
    const edge = Math.abs(q - EDGE) < 1e-9;
    const verdict = edge
      ? ['edge of the stall', 'not judged']
      : against('2 % or 2 ms', offMs <= Math.max(TOLERANCE_MS, TOLERANCE * truthMs));
    const off = truthMs === 0 ? `${figure(offMs)} ms` : percent((responseMs - truthMs) / truthMs);
    return [`p${figure(q * 100)}`, truthMs, responseMs, off, serviceMs, ...verdict];
  });
  const head = ['percentile', 'truth, ms', 'response time, ms', 'off by', 'service time, ms', 'within', 'kept'];
  return table(head, rows);
}

export function renderPeersAtStall(rows: readonly (readonly Cell[])[]): string {
  return table(['generator', 'load', 'requests/s done', 'p99 as told, ms', 'of the truth'], rows);
}

async function atStallingServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startNodeServer(SERVER, 'a server that stalls');
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
