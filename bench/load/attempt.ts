/** One contender doing one job once: measured in a fresh folder, which is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Job, Reading } from './contender.ts';
import { type Cost, measure } from './measure.ts';

/** Starting, and giving up what is under way, may take this long beside the job itself. */
const GRACE_SECONDS = 90;

export interface Attempt {
  readonly cost: Cost;
  readonly reading: Reading;
}

/** Null when the contender cannot do such a job. */
export async function attempt(contender: Contender, job: Omit<Job, 'folder'>): Promise<Attempt | null> {
  return inFolder(async (folder) => {
    const command = contender.command({ ...job, folder });
    if (command === null) return null;
    const cost = await measure(command, folder, job.seconds * 2 + GRACE_SECONDS);
    return { cost, reading: contender.read(cost.report, folder) };
  });
}

/** Lends a fresh folder. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
