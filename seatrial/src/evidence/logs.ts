/**
 * The instances' output, once the trial is over. Processes write their logs themselves, so secrets are taken out at the
 * end, before the logs are sealed; a log that grew beyond measure keeps whole lines of its beginning and its end.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import type { Redact } from '../std/redact.ts';
import { formatBytes } from '../std/units.ts';
import type { LogKept } from './records.ts';
import { LOGS_FOLDER, writeWhole } from './run-directory.ts';

const KEPT_BYTES = 4 * 1024 * 1024;

/** Rewrites every log of a run without secrets and at most 4 MiB long. */
export function redactLogs(directory: string, redact: Redact): void {
  const folder = join(directory, LOGS_FOLDER);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { size } = statSync(path);
    const written = size > KEPT_BYTES ? shortened(path, size) : readFileSync(path, 'utf8');
    const clean = redact(written);
    if (clean !== written || size > KEPT_BYTES) writeWhole(path, clean);
  }
}

/** Facts about the logs as they are now; each goes into the journal, so that whoever keeps the last hash holds the logs too. */
export function keptLogs(directory: string): LogKept[] {
  return readdirSync(join(directory, LOGS_FOLDER))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(directory, LOGS_FOLDER, name));
      return { kind: 'log-kept', file: `${LOGS_FOLDER}/${name}`, bytes: bytes.length, sha256: sha256(bytes) };
    });
}

/** Cut between lines, because half a secret would not be found; the part left out is never read. */
function shortened(path: string, size: number): string {
  const file = openSync(path, 'r');
  try {
    const half = (position: number): Buffer => {
      const bytes = Buffer.alloc(KEPT_BYTES / 2);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, position));
    };
    const start = half(0);
    const end = half(size - KEPT_BYTES / 2);
    const head = start.subarray(0, start.lastIndexOf('\n') + 1);
    const tail = end.subarray(end.indexOf('\n') + 1);
    return `${head}[... ${formatBytes(size - head.length - tail.length)} left out ...]\n${tail}`;
  } finally {
    closeSync(file);
  }
}
