/** The line of each kind of record that is told while a trial runs. */
import type { EvidenceRecord, Fact } from '../../../evidence/records.ts';
import { faultLines } from './fault.ts';
import type { Lines, SeenSoFar } from './line.ts';
import { phaseLines } from './phase.ts';
import { systemLines } from './system.ts';
import { trialLines } from './trial.ts';

const LINES: Lines<Fact> = { ...trialLines, ...systemLines, ...phaseLines, ...faultLines };

/** Null where nothing is told of it. */
export function liveLine(record: EvidenceRecord, seen: SeenSoFar): string | null {
  const line = LINES[record.kind] as ((record: EvidenceRecord, seen: SeenSoFar) => string | null) | undefined;
  return line?.(record, seen) ?? null;
}
