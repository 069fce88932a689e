/** oha: Rust, closed model with a paced queue; corrected for what waited in the queue, as it offers, when it is paced. */
import { CONNECTIONS, type Reading } from '../contender.ts';
import { builtProgram, type Peer } from './peer.ts';

export const oha: Peer = {
  name: 'oha',
  install: { with: 'cargo', of: 'oha' },
  find: () => builtProgram('oha', ['--version'], /(\d+\.\d+\.\d+)/),
  does: 'one fixed request',
  command: (program, { url, seconds, ratePerSecond }) => {
    const rate = ratePerSecond === null ? [] : ['-q', String(ratePerSecond), '--latency-correction'];
    const output = ['--no-tui', '--output-format', 'json'];
    return { argv: [...program, ...output, '-c', String(CONNECTIONS), '-z', `${seconds}s`, ...rate, url] };
  },
  read: readOha,
};

export function readOha(text: string): Reading {
  const { latencyPercentiles, statusCodeDistribution, errorDistribution } = JSON.parse(text) as {
    /** Seconds; null when nothing was answered. */
    latencyPercentiles: { p50: number | null; p99: number | null };
    statusCodeDistribution: Record<string, number>;
    errorDistribution: Record<string, number>;
  };
  const answers = Object.entries(statusCodeDistribution);
  // What is under way at the end is cut off on purpose.
  const errors = Object.entries(errorDistribution).filter(([why]) => !why.includes('deadline'));
  return {
    done: sum(answers),
    failed: sum(errors) + sum(answers.filter(([status]) => Number(status) >= 400)),
    p50Ms: milliseconds(latencyPercentiles.p50),
    p99Ms: milliseconds(latencyPercentiles.p99),
  };
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
