/** Judges a checks claim: the share of passes over all covered phases. A check that never ran is unproven. */
import type { RecordOf } from '../evidence/records.ts';
import type { ChecksClaim } from '../plan/claims/claim.ts';
import { keeps, parseThreshold } from '../std/threshold.ts';
import { formatRatio } from '../std/units.ts';
import { type Answer, type Judge, nothing, withGaps } from './answer.ts';
import { coverage, within } from './coverage.ts';
import { unlessOurs } from './own-failures.ts';
import { many, naming, outOf } from './wording.ts';

export const judgeChecks: Judge<ChecksClaim> = (claim, ledger) => {
  const subject = claim.check === null ? `checks of '${claim.journey}'` : `check '${claim.check}'`;
  const required = `at least ${claim.atLeast} of ${subject} pass`;
  const bound = parseThreshold(`rate>=${claim.atLeast}`, 'rate');
  if (!bound.ok) return nothing(required, [`the bound can not be read: ${bound.problem}; ${bound.hint}`]);
  const { phases, gaps } = coverage(claim, ledger);
  const all = within(phases, ledger.of('checks'));
  const records = all.filter((record) => claim.check === null || record.check === claim.check);
  const fails = sum(records, 'fails');
  const total = fails + sum(records, 'passes');
  if (total === 0) return withGaps(nothing(required, [neverRan(subject, all)]), gaps);
  const kept = keeps((total - fails) / total, bound.threshold);
  const answer: Answer = {
    verdict: kept ? 'proven' : 'disproven',
    required,
    observed: `${outOf(fails, total, 'check')} failed (${formatRatio(fails / total)})`,
    because: fails === 0 ? [`all ${many(total, 'check')} passed`] : worstChecks(records),
    records: [...phases.flatMap((phase) => phase.records), ...records],
  };
  return withGaps(unlessOurs(answer, phases, ledger), gaps);
};

function neverRan(subject: string, others: readonly RecordOf<'checks'>[]): string {
  const names = new Set(others.map((record) => record.check));
  return `${subject} never ran${names.size > 0 ? `; what ran: ${naming(names)}` : ''}`;
}

/** The failing checks, most failures first, each with what its first failure said. */
function worstChecks(records: readonly RecordOf<'checks'>[]): string[] {
  return [...Map.groupBy(records, (record) => record.check)]
    .map(([check, group]) => ({ check, group, fails: sum(group, 'fails') }))
    .filter(({ fails }) => fails > 0)
    .sort((a, b) => b.fails - a.fails)
    .slice(0, 5)
    .map(({ check, group, fails }) => {
      const example = group.find((record) => record.example !== undefined)?.example;
      const ran = fails + sum(group, 'passes');
      return `'${check}' failed ${fails.toLocaleString('en-US')} of ${many(ran, 'time')}${example ? `: ${example}` : ''}`;
    });
}

function sum(records: readonly RecordOf<'checks'>[], field: 'passes' | 'fails'): number {
  return records.reduce((total, record) => total + record[field], 0);
}
