/**
 * What a mistake of the plan, seen while it ran, takes from the findings: a journey that did not do what was meant shows
 * nothing of the system, neither for a claim nor against it. Claims that are about no journey keep a disproof.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import type { ReadClaim } from '../plan/claims/read.ts';
import type { Finding } from './finding.ts';

/** One mistake of a plan, over all windows. */
export interface FoundMistake {
  readonly phase: string;
  readonly journey: string;
  /** The system that it is about, where it is about one; phase and journey are empty then. */
  readonly system?: string;
  readonly what: string;
  /** `file:line`; null where it is not known. */
  readonly where: string | null;
  readonly count: number;
}

/** The mistakes of the plan in the order in which they were seen. */
export function mistakesIn(ledger: Ledger): FoundMistake[] {
  const alike = Map.groupBy(ledger.of('plan-mistake'), ({ phase, journey, system, where, what }) =>
    JSON.stringify([phase, journey, system, where, what]),
  );
  return [...alike.values()].map((records) => {
    const { phase, journey, system, what, where } = records[0] as RecordOf<'plan-mistake'>;
    const about = { phase, journey, ...(system !== undefined && { system }) };
    return { ...about, what, where, count: records.reduce((sum, record) => sum + record.count, 0) };
  });
}

/** The finding as it stands beside mistakes of the plan. */
export function mistaken(finding: Finding, claim: ReadClaim, mistakes: readonly FoundMistake[]): Finding {
  const journey = 'journey' in claim ? claim.journey : undefined;
  const own = mistakes.find((mistake) => journey === null || (journey !== undefined && isOf(mistake, journey)));
  const first = own ?? mistakes[0];
  if (first === undefined || finding.verdict === 'unproven') return finding;
  if (finding.verdict === 'disproven' && own === undefined) return finding;
  return { ...finding, verdict: 'unproven', because: [sentenceOf(first), ...finding.because] };
}

/** The setups and teardowns of a journey are recorded as journeys of their own. */
function isOf({ journey }: FoundMistake, name: string): boolean {
  const ends = ['setup', 'teardown', 'user setup', 'user teardown'].map((end) => `${name} ${end}`);
  return [name, ...ends].includes(journey);
}

function sentenceOf({ journey, system, what, where }: FoundMistake): string {
  if (system !== undefined) return `the plan has a mistake, so '${system}' could not be started: ${what}`;
  return `the plan has a mistake, so '${journey}' did not do what was meant: ${what}${where === null ? '' : ` (${where})`}`;
}
