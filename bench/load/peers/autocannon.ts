/** autocannon: Node, closed model with a rate that is handed out second by second. */
import { CONNECTIONS, type Reading } from '../contender.ts';
import { nodeProgram, type Peer } from './peer.ts';

export const autocannon: Peer = {
  name: 'autocannon',
  install: { with: 'npm', of: 'autocannon' },
  find: () => nodeProgram('autocannon', 'autocannon.js'),
  does: 'one fixed request',
  command: (program, { url, seconds, ratePerSecond }) => {
    const rate = ratePerSecond === null ? [] : ['-R', String(ratePerSecond)];
    return { argv: [...program, '-c', String(CONNECTIONS), '-d', String(seconds), '--json', ...rate, url] };
  },
  read: readAutocannon,
};

export function readAutocannon(text: string): Reading {
  const { latency, requests, errors, non2xx } = JSON.parse(text) as {
    latency: { p50: number; p99: number };
    requests: { total: number };
    errors: number;
    non2xx: number;
  };
  return { done: requests.total, failed: errors + non2xx, p50Ms: latency.p50, p99Ms: latency.p99 };
}
