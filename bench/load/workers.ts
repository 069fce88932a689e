/**
 * What a second worker is worth: a journey that only computes, on one thread of load and on two, in turns, and beside it
 * what the machine gives at most: one plain process that computes the same, and two at once. Nothing is pinned. Two cores
 * of a virtual machine are seldom worth twice one, so the promise is read beside the machine's own figure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inFolder } from './attempt.ts';
import { runIn, seatrialCommand } from './seatrial.ts';
import { startJsonServer } from './server.ts';
import { against, figure, median, percent, table } from './table.ts';

const PROMISED = 1.8;
const GRACE_SECONDS = 60;

/** Iterations or hashes a second, once warm. */
export interface Pair {
  readonly one: number;
  readonly two: number;
}

export interface WorkersRound {
  readonly seatrial: Pair;
  readonly machine: Pair;
}

/** Runs the rounds; `tell` is given a line for each. */
export async function measureWorkers(
  { rounds, seconds }: { rounds: number; seconds: number },
  tell: (line: string) => void,
): Promise<WorkersRound[]> {
  const server = await startJsonServer();
  const done: WorkersRound[] = [];
  try {
    while (done.length < rounds) {
      const seatrial = { one: await onWorkers(1, server.url, seconds), two: await onWorkers(2, server.url, seconds) };
      const machine = { one: await inProcesses(1, seconds), two: await inProcesses(2, seconds) };
      done.push({ seatrial, machine });
      tell(`round ${done.length}: Seatrial ${figure(gain(seatrial))}, plain processes ${figure(gain(machine))}`);
    }
  } finally {
    await server.stop();
  }
  return done;
}

/** How many times one two are. */
export function gain({ one, two }: Pair): number {
  return two / one;
}

export function renderWorkers(rounds: readonly WorkersRound[]): string {
  const rates = (of: (round: WorkersRound) => Pair): [number, number, number] => {
    const pairs = rounds.map(of);
    return [median(pairs.map(({ one }) => one)), median(pairs.map(({ two }) => two)), median(pairs.map(gain))];
  };
  const seatrial = rates((round) => round.seatrial);
  const share = median(rounds.map((round) => gain(round.seatrial) / gain(round.machine)));
  return table(
    ['a second', 'one', 'two', 'two to one', 'at least', 'kept'],
    [
      ['Seatrial, iterations, by `--workers`', ...seatrial, ...against(`${PROMISED}`, seatrial[2] >= PROMISED)],
      ['plain processes: what the machine gives', ...rates((round) => round.machine), '-', '-'],
      ['share of it that Seatrial keeps', null, null, percent(share), '-', '-'],
    ],
  );
}

/** Iterations a second, without the first second of each thread, in which it compiles itself. */
async function onWorkers(count: number, url: string, seconds: number): Promise<number> {
  return inFolder(async (folder) => {
    const { argv } = seatrialCommand('hashing', { url, seconds, ratePerSecond: null, folder });
    await output([...argv, '--workers', String(count)], folder, seconds);
    const windows = runIn(folder).run.ledger.of('window');
    const fromUs = Math.min(...windows.map((window) => window.fromUs)) + 1e6;
    const warm = windows.filter((window) => window.fromUs >= fromUs);
    const toUs = Math.max(...warm.map((window) => window.toUs));
    return (warm.reduce((sum, window) => sum + window.count, 0) * 1e6) / (toUs - fromUs);
  });
}

/** Hashes a second of so many plain processes at once. */
async function inProcesses(count: number, seconds: number): Promise<number> {
  const argv = [process.execPath, join(import.meta.dirname, 'hashing-process.ts'), String(seconds)];
  const rates = await Promise.all(Array.from({ length: count }, () => output(argv, import.meta.dirname, seconds)));
  return rates.reduce((sum, rate) => sum + Number(rate), 0);
}

/** What a command prints. Throws when it cannot be started, is not done in time, or says that it failed. */
async function output(argv: readonly string[], cwd: string, seconds: number): Promise<string> {
  const [program = '', ...rest] = argv;
  const timeout = (seconds + GRACE_SECONDS) * 1000;
  const child = spawn(program, rest, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  const [printed, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code ?? 'a signal'}\n${printed}${complaint}`);
  return printed;
}
