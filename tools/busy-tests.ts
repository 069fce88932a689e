/**
 * `npm run test:busy [-- GLOB...]`: the tests beside two busy loops, as on a machine that does other work. What passes on a calm machine
 * must pass here; what does not waits for a time where it should wait for a thing.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { whileBusy } from '../bench/truth/busy-loops.ts';

process.exitCode = await whileBusy(() => {
  const args = [...process.execArgv, join(import.meta.dirname, 'test.ts'), ...process.argv.slice(2)];
  const tests = spawn(process.execPath, args, { stdio: 'inherit' });
  return new Promise<number>((resolve) => tests.on('exit', (code) => resolve(code ?? 1)));
}, 2);
