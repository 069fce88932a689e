/**
 * Loaded into every test file's process before the file. It leaves the file's name to every process that the file starts, so that they
 * can be found and ended with it; and it gives properties a fixed seed, so that the same change passes or fails everywhere. With
 * SEATRIAL_FRESH_SEEDS=1, as in the weekly run, each run draws its own; a failure says with which seed.
 */
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { markOf } from './suite/hung.ts';

const fixedSeed = 1;
const file = process.argv[1] ?? '';

if (isMainThread && file.endsWith('.test.ts')) {
  const [name, value] = markOf(file);
  process.env[name] = value;
  if (process.env.SEATRIAL_FRESH_SEEDS !== '1' && readFileSync(file, 'utf8').includes("from 'fast-check'")) {
    const { default: fc } = await import('fast-check');
    fc.configureGlobal({ seed: fixedSeed });
  }
}
