/**
 * Requests per CPU-second, in turns: every round runs every contender once, so that what the machine does meanwhile falls
 * on all. Ratios are formed within a round and the median is taken of them, and of everything else, over the rounds.
 */
import { type Attempt, attempt } from './attempt.ts';
import type { Contender } from './contender.ts';
import { type Server, startJsonServer } from './server.ts';
import { against, figure, median, megabytes, table } from './table.ts';

export interface SpeedResult {
  readonly contender: Contender;
  /** One for each round, in order. */
  readonly attempts: readonly Attempt[];
}

/** What Seatrial promises, as ratios of requests per CPU-second. */
const PROMISES = [
  { of: 'Seatrial, scripted', to: 'wrk', atLeast: 0.7 },
  { of: 'Seatrial, scripted', to: 'autocannon', atLeast: 1.4 },
  { of: 'Seatrial, scripted', to: 'k6', atLeast: 5 },
  { of: 'Seatrial, fixed request', to: 'wrk', atLeast: 0.9 },
] as const;

/** Runs the rounds; `tell` is given a line for every run. */
export async function measureSpeed(
  contenders: readonly Contender[],
  { rounds, seconds }: { rounds: number; seconds: number },
  tell: (line: string) => void,
): Promise<{ server: string; results: SpeedResult[] }> {
  const server = await startJsonServer();
  const attempts = contenders.map((): Attempt[] => []);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const [index, contender] of contenders.entries()) {
        const done = await runOnce(contender, server, seconds);
        attempts[index]?.push(done);
        tell(`round ${round}, ${contender.name}: ${figure(perCpuSecond(done))} requests per CPU-second`);
      }
    }
  } finally {
    await server.stop();
  }
  const results = contenders.map((contender, index) => ({ contender, attempts: attempts[index] ?? [] }));
  return { server: server.name, results };
}

async function runOnce(contender: Contender, server: Server, seconds: number): Promise<Attempt> {
  const done = await attempt(contender, { url: server.url, seconds, ratePerSecond: null });
  if (done === null) throw new Error(`${contender.name} has no command for a job that everybody can do`);
  return done;
}

function perCpuSecond({ reading, cost }: Attempt): number {
  return reading.done / cost.cpuSeconds;
}

/** The median over the rounds of one's requests per CPU-second to the other's; NaN when one of them is absent. */
export function ratio(results: readonly SpeedResult[], of: string, to: string): number {
  const [one, other] = [of, to].map((name) => results.find(({ contender }) => contender.name === name)?.attempts ?? []);
  return median(
    (one ?? []).flatMap((mine, round) => {
      const theirs = other?.[round];
      return theirs === undefined ? [] : [perCpuSecond(mine) / perCpuSecond(theirs)];
    }),
  );
}

export function renderSpeed(results: readonly SpeedResult[]): string {
  const of = (attempts: readonly Attempt[], what: (attempt: Attempt) => number): number => median(attempts.map(what));
  const rows = results.map(({ contender: { name, version, does }, attempts }) => [
    `${name} ${version}`,
    does,
    of(attempts, perCpuSecond),
    ratio(results, name, 'wrk'),
    of(attempts, ({ reading, cost }) => (cost.cpuSeconds * 1e6) / reading.done),
    of(attempts, ({ reading, cost }) => reading.done / cost.wallSeconds),
    of(attempts, ({ reading }) => reading.p99Ms ?? Number.NaN),
    megabytes(of(attempts, ({ cost }) => cost.maxRssBytes)),
    attempts.reduce((sum, { reading }) => sum + reading.failed, 0),
  ]);
  const head = [
    'generator',
    'for each request',
    'requests per CPU-second',
    'of wrk',
    'µs of CPU a request',
    'requests/s',
    'p99 as told, ms',
    'memory',
    'failed',
  ];
  return table(head, rows);
}

export function renderPromises(results: readonly SpeedResult[]): string {
  const rows = PROMISES.map(({ of, to, atLeast }) => {
    const measured = ratio(results, of, to);
    const verdict = Number.isNaN(measured) ? ['-', 'not measured'] : against(`${atLeast}`, measured >= atLeast);
    return [`${of}, to ${to}`, measured, ...verdict];
  });
  return table(['requests per CPU-second', 'ratio', 'at least', 'kept'], rows);
}
