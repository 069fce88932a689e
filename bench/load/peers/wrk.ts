/** wrk: the leanest of the peers, in C. A closed model only: its connections set the pace. */
import { CONNECTIONS, type Reading } from '../contender.ts';
import { type Peer, pathProgram } from './peer.ts';

const MS_IN: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

export const wrk: Peer = {
  name: 'wrk',
  install: { with: 'apt-get', of: 'wrk' },
  find: () => pathProgram('wrk', ['--version'], /(\d+\.\d+\.\d+)/),
  does: 'one fixed request',
  command: (program, { url, seconds, ratePerSecond }) =>
    ratePerSecond === null
      ? { argv: [...program, '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--latency', url] }
      : null,
  read: readWrk,
};

export function readWrk(text: string): Reading {
  const done = Number(/^\s+(\d+) requests in /m.exec(text)?.[1]);
  if (Number.isNaN(done)) throw new Error(`wrk said nothing of its requests:\n${text}`);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const failed = (socketErrors?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), refused);
  return { done, failed, p50Ms: percentile(text, 50), p99Ms: percentile(text, 99) };
}

function percentile(text: string, percent: number): number | null {
  const found = new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s)$`, 'm').exec(text);
  return found ? Number(found[1]) * (MS_IN[found[2] ?? ''] ?? Number.NaN) : null;
}
