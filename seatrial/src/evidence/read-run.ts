/**
 * Reads a run back: header, records (each checked against the chain), seal. A journal that was cut off gives its valid
 * prefix and says so; one that was changed gives no ledger at all, because nothing behind the change can be trusted.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import { many } from '../std/many.ts';
import { openLine } from './chain.ts';
import type { Header } from './header.ts';
import { type Ledger, ledgerOf } from './ledger.ts';
import type { EvidenceRecord } from './records.ts';
import { bySegment, HEADER_FILE, isJournalFile } from './run-directory.ts';
import { brokenBySeal, readSeal, type Seal } from './seal.ts';

export interface Run {
  readonly directory: string;
  readonly header: Header;
  readonly ledger: Ledger;
  readonly seal: Seal | null;
  /** Set when the run was not sealed: what is missing, in a sentence. */
  readonly cut: string | null;
}

export type ReadRun = { ok: true; run: Run } | { ok: false; problems: readonly string[]; hint: string };

/** Reads and checks the run in a folder. */
export function readRun(directory: string): ReadRun {
  if (!existsSync(join(directory, HEADER_FILE))) {
    return {
      ok: false,
      problems: [`there is no run in ${directory}: ${HEADER_FILE} is missing`],
      hint: 'name a folder below .seatrial/runs, as `npx seatrial run` printed it',
    };
  }
  try {
    return openRun(directory);
  } catch (error) {
    return { ok: false, problems: [(error as Error).message], hint: CHANGED_HINT };
  }
}

const CHANGED_HINT =
  'the evidence was changed or damaged after it was written; take an untouched copy, or run the trial again';

function openRun(directory: string): ReadRun {
  const headerText = readFileSync(join(directory, HEADER_FILE), 'utf8');
  const seal = readSeal(directory);
  const opened = openJournal(directory, sha256(headerText), seal === null);
  const problems = [...opened.problems];
  if (seal) {
    problems.push(...brokenBySeal(directory, seal));
    if (problems.length === 0 && (seal.head !== opened.head || seal.records !== opened.records.length)) {
      problems.push(
        `the journal holds ${many(opened.records.length, 'record')}, the seal was made over ${seal.records}`,
      );
    }
  }
  if (problems.length > 0) return { ok: false, problems, hint: CHANGED_HINT };
  const header = JSON.parse(headerText) as Header;
  const cut =
    seal === null ? `the run was never sealed: its evidence ends after record ${opened.records.length}` : null;
  return { ok: true, run: { directory, header, ledger: ledgerOf(opened.records), seal, cut } };
}

interface OpenedJournal {
  records: EvidenceRecord[];
  head: string;
  problems: string[];
}

/** `mayBeCut`: without a seal, an incomplete last line is where a crash cut the journal off, not a change. */
function openJournal(directory: string, genesis: string, mayBeCut: boolean): OpenedJournal {
  const result: OpenedJournal = { records: [], head: genesis, problems: [] };
  const files = readdirSync(directory).filter(isJournalFile).sort(bySegment);
  for (const [position, file] of files.entries()) {
    const text = readFileSync(join(directory, file), 'utf8');
    const lines = text.split('\n');
    const torn = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) {
      const opened = openLine(line, result.head);
      if (!opened.ok) {
        result.problems.push(`${file} line ${index + 1}: ${opened.problem}`);
        return result;
      }
      result.records.push(opened.record);
      result.head = opened.hash;
    }
    if (torn !== '' && !(mayBeCut && position === files.length - 1)) {
      result.problems.push(`${file} ends in the middle of a record`);
      return result;
    }
  }
  return result;
}
