/** hey: Go, closed model; a rate is a limit for each of its workers. */
import { CONNECTIONS, type Reading } from '../contender.ts';
import { goProgram, type Peer } from './peer.ts';

export const hey: Peer = {
  name: 'hey',
  install: { with: 'go', of: 'github.com/rakyll/hey@latest' },
  find: () => goProgram('hey'),
  does: 'one fixed request',
  command: (program, { url, seconds, ratePerSecond }) => {
    const rate = ratePerSecond === null ? [] : ['-q', String(ratePerSecond / CONNECTIONS)];
    return { argv: [...program, '-cpus', '1', '-c', String(CONNECTIONS), '-z', `${seconds}s`, ...rate, url] };
  },
  read: readHey,
};

export function readHey(text: string): Reading {
  const answers = [...text.matchAll(/^\s+\[(\d{3})\]\t(\d+) responses$/gm)];
  const errors = text.slice(text.indexOf('Error distribution:')).matchAll(/^\s+\[(\d+)\]\t/gm);
  const unanswered = text.includes('Error distribution:') ? sum([...errors].map((found) => Number(found[1]))) : 0;
  if (answers.length === 0 && unanswered === 0) throw new Error(`hey said nothing of its requests:\n${text}`);
  const refused = answers.filter(([, status]) => Number(status) >= 400);
  return {
    done: sum(answers.map((found) => Number(found[2]))),
    failed: unanswered + sum(refused.map((found) => Number(found[2]))),
    p50Ms: percentile(text, 50),
    p99Ms: percentile(text, 99),
  };
}

function percentile(text: string, percent: number): number | null {
  const seconds = new RegExp(`^\\s+${percent}%%? in ([\\d.]+) secs$`, 'm').exec(text)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
