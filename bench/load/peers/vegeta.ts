/** vegeta: Go, open model; without a rate, its workers go as fast as they can. Its report is part of what is measured. */
import { CONNECTIONS, type Reading } from '../contender.ts';
import { goProgram, type Peer } from './peer.ts';

const NS_IN_MS = 1e6;

export const vegeta: Peer = {
  name: 'vegeta',
  install: { with: 'go', of: 'github.com/tsenart/vegeta/v12@latest' },
  find: () => goProgram('vegeta'),
  does: 'one fixed request',
  command: (program, { url, seconds, ratePerSecond }) => {
    const pace = ratePerSecond === null ? `-rate=0 -max-workers=${CONNECTIONS}` : `-rate=${ratePerSecond}`;
    const attack = `echo "GET $1" | "$0" -cpus=1 attack ${pace} -connections=${CONNECTIONS} -duration=${seconds}s`;
    return { argv: ['sh', '-c', `${attack} | "$0" -cpus=1 report -type=json`, ...program, url] };
  },
  read: readVegeta,
};

export function readVegeta(text: string): Reading {
  const { latencies, requests, success } = JSON.parse(text) as {
    latencies: { '50th': number; '99th': number };
    requests: number;
    success: number;
  };
  const done = Math.round(requests * success);
  return {
    done,
    failed: requests - done,
    p50Ms: latencies['50th'] / NS_IN_MS,
    p99Ms: latencies['99th'] / NS_IN_MS,
  };
}
