/**
 * Artillery: Node, open model only. In place of a closed one, as many users arrive in one second as there are connections,
 * and each does a number of requests; so it stops after that number and not after a time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONNECTIONS, type Reading } from '../contender.ts';
import { nodeProgram, type Peer } from './peer.ts';

/** About what one core does, so that a run takes about as long as asked. */
const REQUESTS_PER_SECOND = 2000;

export const artillery: Peer = {
  name: 'Artillery',
  install: { with: 'npm', of: 'artillery' },
  find: () => nodeProgram('artillery', 'bin/run'),
  does: `one fixed request; ${CONNECTIONS} arrivals that loop, as it has no closed model`,
  command: (program, { url, seconds, ratePerSecond, folder }) => {
    const request = { get: { url: '/' } };
    const looping = { loop: [request], count: Math.ceil((seconds * REQUESTS_PER_SECOND) / CONNECTIONS) };
    const arrivals =
      ratePerSecond === null
        ? { duration: 1, arrivalCount: CONNECTIONS }
        : { duration: seconds, arrivalRate: ratePerSecond };
    const script = join(folder, 'artillery.json');
    const report = join(folder, 'report.json');
    const scenario = { flow: [ratePerSecond === null ? looping : request] };
    writeFileSync(
      script,
      JSON.stringify({ config: { phases: [arrivals], http: { pool: CONNECTIONS } }, scenarios: [scenario] }),
    );
    const argv = [...program, 'run', '--quiet', '--target', url, '--output', report, script];
    return { argv, env: { ARTILLERY_DISABLE_TELEMETRY: 'true' }, report };
  },
  read: readArtillery,
};

export function readArtillery(text: string): Reading {
  const { counters, summaries } = (
    JSON.parse(text) as {
      aggregate: {
        counters: Record<string, number>;
        summaries: Record<string, { median: number; p99: number } | undefined>;
      };
    }
  ).aggregate;
  const times = summaries['http.response_time'];
  const bad = Object.entries(counters).filter(([name]) => /^(errors\.|http\.codes\.[45])/.test(name));
  return {
    done: counters['http.responses'] ?? 0,
    failed: bad.reduce((sum, [, count]) => sum + count, 0),
    p50Ms: times?.median ?? null,
    p99Ms: times?.p99 ?? null,
  };
}
