// Reads the words behind the port and the data folder: `every=30 hang=/slow` becomes { every: '30', hang: '/slow' }.
import { existsSync, writeFileSync } from 'node:fs';

export const port = Number(process.argv[2]);
export const dir = process.argv[3];
export const words = Object.fromEntries(process.argv.slice(4).map((word) => word.split('=')));

/** Whether this process was started before with the same data folder. */
export function isRestarted() {
  const file = `${dir}/started`;
  const was = existsSync(file);
  writeFileSync(file, '1');
  return was;
}

/** Nothing of a bench outlives its time. */
setTimeout(() => process.exit(0), 120_000).unref();
