/** Keeps every core busy while something runs: a loop a core, or as many as are asked for, each a process of its own that ends with this one. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Ends when its standard input does, so none outlives the bench. */
const LOOP = `process.stdin.resume().on('end', () => process.exit()).on('error', () => process.exit());
const burn = () => { for (const until = performance.now() + 200; performance.now() < until; ); setImmediate(burn); };
burn();`;

export async function whileBusy<T>(work: () => Promise<T>, cores = availableParallelism()): Promise<T> {
  const loops = Array.from({ length: cores }, () =>
    spawn(process.execPath, ['-e', LOOP], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  try {
    return await work();
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}
