/** k6: Go with JavaScript scripts; closed and open model. It does the same journey as Seatrial's scripted one. */
import { join } from 'node:path';
import { CONNECTIONS, type Reading } from '../contender.ts';
import { builtProgram, type Peer } from './peer.ts';

/** Users enough for one stall of the paced job, with room. */
const MOST_USERS = 2000;

export const k6: Peer = {
  name: 'k6',
  install: { with: 'go', of: 'go.k6.io/k6@latest' },
  find: () => builtProgram('k6', ['version'], /v(\d+\.\d+\.\d+)/),
  does: 'two checks, JSON parsed',
  command: (program, { url, seconds, ratePerSecond, folder }) => {
    const report = join(folder, 'k6.json');
    const scenario =
      ratePerSecond === null
        ? { executor: 'constant-vus', vus: CONNECTIONS, duration: `${seconds}s` }
        : {
            executor: 'constant-arrival-rate',
            rate: ratePerSecond,
            duration: `${seconds}s`,
            preAllocatedVUs: MOST_USERS,
          };
    const settings = ['--quiet', '--no-usage-report', '--summary-trend-stats', 'med,p(99)', '--summary-export', report];
    const script = join(import.meta.dirname, 'k6-journey.js');
    const env = { TARGET_URL: url, SCENARIO: JSON.stringify(scenario) };
    return { argv: [...program, 'run', ...settings, script], env, report };
  },
  read: readK6,
};

export function readK6(text: string): Reading {
  const { metrics } = JSON.parse(text) as {
    metrics: {
      http_reqs: { count: number };
      /** A rate of failures: its passes are the requests that failed. */
      http_req_failed: { passes: number };
      http_req_duration: { med: number; 'p(99)': number };
    };
  };
  const { http_reqs, http_req_failed, http_req_duration } = metrics;
  const times = { p50Ms: http_req_duration.med, p99Ms: http_req_duration['p(99)'] };
  return { done: http_reqs.count, failed: http_req_failed.passes, ...times };
}
