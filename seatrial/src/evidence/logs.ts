/**
 * The instances' output, once the trial is over. Processes write their logs themselves, so secrets are taken out at the
 * end, before the logs are sealed; a log that grew beyond measure keeps its beginning and its end.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redact } from '../std/redact.ts';
import { formatBytes } from '../std/units.ts';
import { LOGS_FOLDER, writeWhole } from './run-directory.ts';

const KEPT_BYTES = 4 * 1024 * 1024;

/** Rewrites every log of a run without secrets and at most 4 MiB long. */
export function redactLogs(directory: string, redact: Redact): void {
  const folder = join(directory, LOGS_FOLDER);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const written = readFileSync(path);
    const clean = redact(shorten(written));
    if (clean !== written.toString('utf8')) writeWhole(path, clean);
  }
}

function shorten(bytes: Buffer): string {
  if (bytes.length <= KEPT_BYTES) return bytes.toString('utf8');
  const left = `\n[... ${formatBytes(bytes.length - KEPT_BYTES)} left out ...]\n`;
  return bytes.toString('utf8', 0, KEPT_BYTES / 2) + left + bytes.toString('utf8', bytes.length - KEPT_BYTES / 2);
}
