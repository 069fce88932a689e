/** A plain process that does nothing but hash, for so many seconds as its argument says; prints hashes a second once it is warm. */
import { hashOnce } from './hashing.ts';

const WARM_MS = 1000;

function hashes(ms: number): number {
  const startMs = performance.now();
  let done = 0;
  for (; performance.now() - startMs < ms; done++) hashOnce();
  return (done * 1000) / (performance.now() - startMs);
}

hashes(WARM_MS);
console.log(hashes(Number(process.argv[2]) * 1000 - WARM_MS));
