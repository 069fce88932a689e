/**
 * Claims and evidence in, findings out. One judge a kind of claim; the record below does not compile when one is missing.
 * Pure: the same claims and records always give the same findings, so a run can be judged again by anybody.
 */
import type { Ledger } from '../evidence/ledger.ts';
import type { ClaimKind, ClaimMap } from '../plan/claims/claim.ts';
import type { ReadClaim } from '../plan/claims/read.ts';
import { judgeIsolation } from './access/isolation.ts';
import { type Answer, type Judge, noEvidence } from './answer.ts';
import { judgeRecovery } from './faults/recovery.ts';
import { type Finding, seqRanges } from './finding.ts';
import { judgeGenerator } from './generator/generator.ts';
import { judgeLostWrites } from './history/lost-writes.ts';
import { judgeStaleReads } from './history/stale-reads.ts';
import { judgeChecks } from './load/checks.ts';
import { judgeErrors } from './load/errors.ts';
import { judgeLatency } from './load/latency.ts';
import { judgeMetric } from './load/metric.ts';
import { judgeThroughput } from './load/throughput.ts';
import { SeqSet } from './seq-set.ts';
import { judgeResources } from './system/resources.ts';
import { judgeSecrets } from './system/secrets.ts';
import { judgeStaysUp } from './system/stays-up.ts';

const JUDGES: { readonly [K in ClaimKind]: Judge<ClaimMap[K]> } = {
  checks: judgeChecks,
  latency: judgeLatency,
  errors: judgeErrors,
  throughput: judgeThroughput,
  metric: judgeMetric,
  recovery: judgeRecovery,
  'no-lost-writes': judgeLostWrites,
  'no-stale-reads': judgeStaleReads,
  'tenant-isolation': judgeIsolation,
  generator: judgeGenerator,
  'stays-up': judgeStaysUp,
  'no-secrets-in-logs': judgeSecrets,
  resources: judgeResources,
};

const MOST_TELLING = 20;

/** One finding a claim, in their order. Never throws: a claim that cannot be judged is unproven and says why. */
export function judgeClaims(claims: readonly ReadClaim[], ledger: Ledger): Finding[] {
  return claims.map((claim) => {
    const { records, numbers = new SeqSet(), telling = [], ...answer } = answerTo(claim, ledger);
    const { id, kind, category, weight } = claim;
    numbers.addAll(records);
    const finding = { claim: id, kind, category, weight, ...answer, records: seqRanges(numbers) };
    const few = [...new Set(telling.map(({ seq }) => seq))].slice(0, MOST_TELLING);
    return few.length === 0 ? finding : { ...finding, telling: few };
  });
}

function answerTo(claim: ReadClaim, ledger: Ledger): Answer {
  if ('unread' in claim) return noEvidence(claim.id, [claim.unread]);
  try {
    return (JUDGES[claim.kind] as Judge<typeof claim>)(claim, ledger);
  } catch (error) {
    return noEvidence(claim.id, [`the judge failed, which is a fault of Seatrial: ${String(error)}`]);
  }
}
