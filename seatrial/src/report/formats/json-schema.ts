/**
 * The shape of the JSON report, `seatrial-report/2`: published as docs/schema/report-2.schema.json, which a test keeps
 * equal to this. Additions keep the number; a change of meaning or a removal raises it.
 *
 * Instants and durations are microseconds (`...Us`), instants counted from the start of the trial; shares are 0..1.
 */
import { z } from 'zod';
import { PHASE_KIND_NAMES } from '../../evidence/records/phase.ts';
import { REPORT_SCHEMA } from './schema-name.ts';

const verdict = z.enum(['proven', 'disproven', 'unproven']);
const count = z.int().nonnegative();
const microseconds = z.number().nonnegative();

const distribution = z
  .object({
    minUs: microseconds,
    meanUs: microseconds,
    p50Us: microseconds,
    p90Us: microseconds,
    p95Us: microseconds,
    p99Us: microseconds,
    p999Us: microseconds,
    maxUs: microseconds,
    hdr: z
      .base64()
      .describe(
        'The same in the form other tools read: HdrHistogram V2, compressed, as base64; two significant digits.',
      ),
    histogram: z
      .object({ count, sumUs: z.number(), minUs: z.number(), maxUs: z.number(), buckets: z.array(count) })
      .describe(
        'Mergeable and log-linear: buckets holds pairs of index step (from the index before) and count. Values under 128 us have a bucket each; above, every power of two is cut into 128 equal ones.',
      ),
  })
  .nullable()
  .describe('Null when nothing was recorded.');

const sum = {
  count,
  failed: count,
  rateRps: z.number().nonnegative(),
  bytesSent: count,
  bytesReceived: count,
  response: distribution.describe('From due to ended: what a user waits. Null when nothing was recorded.'),
  service: distribution.describe('From started to ended. Null when nothing was recorded.'),
};

const step = z.object({
  step: z.string(),
  ...sum,
  tagged: z
    .array(
      z.object({
        tags: z
          .union([z.record(z.string(), z.string()), z.literal('too many')])
          .describe("'too many': those with more sets of tags than are told apart in a phase."),
        ...sum,
      }),
    )
    .describe('Those of its requests that have tags, by set of tags; they are among the counts of the step.'),
});

const finding = z.object({
  claim: z.string(),
  kind: z.string(),
  category: z.string(),
  weight: z.number(),
  verdict,
  required: z.string(),
  observed: z.string(),
  because: z.array(z.string()),
  records: z.array(z.tuple([count, count])).describe('Inclusive ranges of record numbers.'),
  telling: z
    .array(count)
    .optional()
    .describe('Numbers of the few records that decide, in the order in which they are read.'),
});

const phase = z.object({
  name: z.string(),
  action: z.enum(PHASE_KIND_NAMES),
  subject: z.string(),
  described: z.string(),
  fromUs: microseconds,
  toUs: microseconds,
  outcome: z.enum(['complete', 'interrupted', 'failed', 'unfinished']),
  because: z.string().nullable(),
  maxUsers: count,
  due: count.nullable().describe('Iterations a schedule asked for; null where users set the pace.'),
  dropped: count.describe('Iterations that fell due when no user was free to start them.'),
  unanswered: z.array(z.string()).describe('What was never answered: a sentence for each kind.'),
  requests: step.nullable().describe('Every request together; null when none was recorded.'),
  steps: z.array(step),
});

const fault = z.object({
  lease: z.string(),
  fault: z.string(),
  phase: z.string(),
  target: z.string(),
  what: z.string(),
  leasedUs: microseconds,
  bitUs: microseconds.nullable().describe('First seen to have an effect; null when never.'),
  undoneUs: microseconds.nullable(),
  bites: count,
  verified: z.boolean().describe('Whether the undoing itself was seen.'),
  missed: z.string().nullable().optional().describe('Why it is not counted as a bite; null when it bit.'),
  unknown: z.string().nullable().optional().describe('Why it is not known whether it bit; null when it is known.'),
});

const header = z.object({
  schema: z.literal(2),
  seatrial: z.string(),
  plan: z.object({
    name: z.string(),
    digest: z.string(),
    systems: z.array(z.object({ name: z.string(), what: z.string(), controlled: z.boolean(), instances: count })),
    phases: z.array(
      z.object({
        name: z.string(),
        action: z.enum(PHASE_KIND_NAMES),
        subject: z.string(),
        described: z.string(),
        faults: z.array(z.string()),
      }),
    ),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    partOf: z
      .object({
        claims: z.array(z.string()),
        phases: z.array(z.string()),
        leftOut: z.object({ claims: count, phases: count }),
      })
      .optional()
      .describe(
        'Set where only a part of the plan was run: by which names it was chosen, and how many of the whole were left out.',
      ),
    claims: z.array(z.looseObject({})),
  }),
  seed: z.number(),
  startedAt: z.iso.datetime(),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  machine: z.object({
    platform: z.string(),
    cpu: z.string(),
    cores: count,
    memoryBytes: z.number(),
    node: z.string(),
  }),
});

export const reportSchema = z.object({
  schema: z.literal(REPORT_SCHEMA),
  directory: z.string(),
  seal: z.enum(['sealed', 'unsealed']),
  outcome: z.enum(['complete', 'interrupted', 'failed', 'unfinished']).describe('How the trial itself ended.'),
  durationUs: microseconds,
  scorecard: z.object({
    verdict,
    readiness: z.enum(['ready', 'not ready', 'not shown']),
    score: z.number().min(0).max(1),
    categories: z.array(
      z.object({
        category: z.string(),
        verdict,
        score: z.number().min(0).max(1),
        proven: count,
        disproven: count,
        unproven: count,
      }),
    ),
  }),
  findings: z.array(finding),
  mistakes: z
    .array(z.object({ phase: z.string(), journey: z.string(), what: z.string(), where: z.string().nullable(), count }))
    .describe(
      'Mistakes of the plan that showed while it ran, each with `file:line` where it is known: claims about them are unproven.',
    ),
  phases: z.array(phase),
  errors: z.array(z.object({ phase: z.string(), step: z.string(), cause: z.string(), count, example: z.string() })),
  faults: z.array(fault),
  skippedFaults: z.array(z.object({ fault: z.string(), phase: z.string(), target: z.string(), reason: z.string() })),
  header,
});

export type Report = z.infer<typeof reportSchema>;

/** The JSON Schema (draft 2020-12) of the report, as it is published; it lets fields it does not know pass. */
export function reportJsonSchema(): object {
  return {
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12', io: 'input' }),
    title: REPORT_SCHEMA,
    description: 'What `seatrial report RUN --format json` writes. Instants and durations are microseconds.',
  };
}
