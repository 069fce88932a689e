/**
 * A run to render in tests: 90 seconds of a small order service, ten users, a kill in the second phase and a read back,
 * with claims of all three verdicts. Made, not recorded: deterministic from a seed, with the shape and the figures a real
 * run has. It is input for renderers and says nothing about any system.
 */
import type { Header } from '../../evidence/header.ts';
import { ledgerOf } from '../../evidence/ledger.ts';
import type { EvidenceRecord, Fact } from '../../evidence/records.ts';
import { type Finding, seqRanges, type Verdict } from '../../judge/finding.ts';
import { scorecard } from '../../judge/scorecard.ts';
import { Histogram, type HistogramData } from '../../std/histogram.ts';
import { Random } from '../../std/random.ts';
import type { RunView } from '../run-view.ts';

const S = 1_000_000;
const KILL_US = 46.2 * S;
const BACK_US = 50.1 * S;

/** The run; `hostile` puts that text wherever a system could have put it. */
export function fixtureRun(hostile = ''): RunView {
  const records = story(hostile);
  const findings = judged(records, hostile);
  return {
    directory: '.seatrial/runs/2026-11-20T10-15-00-orders',
    header: headerOf(hostile),
    ledger: ledgerOf(records),
    journalBytes: 1_234_567,
    findings,
    scorecard: scorecard(findings),
    seal: 'sealed',
  };
}

/** A run of a few records and one claim of each verdict, small enough to read its whole rendering in a test. */
export function smallRun(verdicts: readonly Verdict[] = ['proven', 'disproven', 'unproven']): RunView {
  const histogram = histogramOf([1000, 2000, 4000]);
  const window = { phase: 'baseline', journey: 'order', fromUs: 0, toUs: 10 * S, bytesSent: 300, bytesReceived: 3000 };
  const span = { phase: 'baseline', journey: 'order', fromUs: 0, toUs: 10 * S };
  const facts: [number, Fact][] = [
    [0, { kind: 'trial-started', name: 'orders' }],
    [0, { kind: 'phase-started', phase: 'baseline', action: 'load', subject: 'order', described: '2 users for 10s' }],
    [10, { kind: 'window', ...window, step: 'create', count: 3, failed: 1, response: histogram, service: histogram }],
    [10, { kind: 'errors', ...span, step: 'create', cause: 'status 5xx', count: 1, example: 'status 503' }],
    [10, { kind: 'phase-ended', phase: 'baseline', outcome: 'complete' }],
    [11, { kind: 'trial-ended', outcome: 'complete' }],
  ];
  const records = facts.map(([at, fact], index): EvidenceRecord => ({ ...fact, seq: index + 1, atUs: at * S }));
  const finding = (verdict: Verdict): Finding =>
    ({
      proven: make('latency of order p(95)<200ms', 'proven', 'p(95)<200ms', 'p(95) = 4ms of 3', [], [[3, 3]]),
      disproven: make(
        'errors of order rate<1%',
        'disproven',
        'rate<1%',
        'rate = 33.3% of 3',
        ['1 of 3 failed.'],
        [[3, 4]],
      ),
      unproven: make('recovery after kill', 'unproven', 'within 5s', 'nothing', ['No kill was done.'], []),
    })[verdict];
  const findings = verdicts.map(finding);
  return {
    directory: 'runs/1',
    header: headerOf(''),
    ledger: ledgerOf(records),
    journalBytes: 1_234_567,
    findings,
    scorecard: scorecard(findings),
    seal: 'unsealed',
  };
}

/** The small run with requests that were tagged, in an open load that dropped `dropped` of 10 arrivals. */
export function taggedRun(dropped = 0): RunView {
  const run = smallRun();
  const span = { phase: 'baseline', journey: 'order', fromUs: 0, toUs: 10 * S };
  const records = [...run.ledger.records].flatMap((record): Fact[] => {
    if (record.kind !== 'window') return [record];
    const small = { ...record, tags: { kind: 'small' } };
    const counts = { due: 10, started: 10 - dropped, dropped, users: 2, worker: 1 };
    return [small, record, { ...record, tags: 'too many' }, small, { kind: 'arrivals', ...span, ...counts }];
  });
  const numbered = records.map((fact, index): EvidenceRecord => ({ atUs: 10 * S, ...fact, seq: index + 1 }));
  return { ...run, ledger: ledgerOf(numbered) };
}

function story(hostile: string): EvidenceRecord[] {
  const random = new Random(7, 'report fixture');
  const facts: [number, Fact][] = [[0, { kind: 'trial-started', name: `orders${hostile}` }]];
  for (const instance of [1, 2]) facts.push(...boot(instance, 1, 0.1 * S), ...samples(instance, random));
  facts.push(...samples(0, random));
  facts.push(...phase('baseline', '10 users for 40s', 1.2, 41.2, random, hostile));
  facts.push(...phase('crash', '10 users for 40s', 41.4, 81.4, random, hostile));
  facts.push(...phase('read back', 'every acknowledged write, 8 users', 81.6, 89.6, random, hostile));
  facts.push(...fault(hostile), ...boot(1, 2, 49.3 * S), ...operations(random, hostile));
  facts.push([90 * S, { kind: 'trial-ended', outcome: 'complete' }]);
  return facts
    .toSorted(([a], [b]) => a - b)
    .map(([atUs, fact], index): EvidenceRecord => ({ ...fact, seq: index + 1, atUs: Math.round(atUs) }));
}

function boot(instance: number, start: number, atUs: number): [number, Fact][] {
  const url = `http://127.0.0.1:${4100 + instance}`;
  const command = ['node', 'server.js', '--port', String(4100 + instance)];
  const pid = 5200 + instance + 10 * start;
  return [
    [atUs, { kind: 'instance-started', system: 'api', instance, pid, url, command, start }],
    [atUs + 0.8 * S, { kind: 'instance-ready', system: 'api', instance, start, tookUs: 0.8 * S }],
  ];
}

function phase(
  name: string,
  described: string,
  from: number,
  to: number,
  random: Random,
  hostile: string,
): [number, Fact][] {
  const action = name === 'read back' ? 'read-back' : 'load';
  const at = { phase: name, journey: 'order' };
  const facts: [number, Fact][] = [
    [from * S, { kind: 'phase-started', phase: name, action, subject: at.journey, described }],
  ];
  for (let second = from; second < to - 0.5; second++) {
    const span = { ...at, fromUs: Math.round(second * S), toUs: Math.round((second + 1) * S) };
    const down = span.toUs > KILL_US && span.fromUs < BACK_US;
    const share = down ? 0.42 + random.next() * 0.16 : 0.95 + random.next() * 0.1;
    const warm = second === from ? 0.6 : 1;
    for (const step of action === 'load' ? ['create', `read${hostile}`, 'iteration'] : [`read${hostile}`]) {
      const count = Math.round((step === 'iteration' ? 118 : 121) * share * warm);
      const failed = down ? Math.round(count * (0.1 + random.next() * 0.14)) : random.below(40) === 0 ? 1 : 0;
      const slow = (step === 'create' ? 9.4 : step === 'iteration' ? 13 : 3.1) * (down ? 2.6 : 1);
      const response = histogramOf(Array.from({ length: count }, () => latencyUs(random, slow, down)));
      const bytes = { bytesSent: count * 214, bytesReceived: count * 388 };
      facts.push([span.toUs, { kind: 'window', ...span, step, count, failed, ...bytes, response, service: response }]);
      if (failed > 0 && step !== 'iteration') facts.push(...errors(span, step, failed, down, hostile));
    }
    const users = action === 'load' ? 10 : 8;
    facts.push([span.toUs, { kind: 'arrivals', ...span, due: null, started: 118, dropped: 0, users, worker: 1 }]);
    const check = { passes: Math.round(110 * share), fails: down ? 4 : 0 };
    facts.push([span.toUs, { kind: 'checks', ...span, check: `order is created${hostile}`, ...check }]);
    const delays = { loopDelayP99Us: 900 + random.below(700), loopDelayMaxUs: 2400 + random.below(4000) };
    const lag = histogramOf(Array.from({ length: 40 }, () => 60 + random.below(900)));
    const { fromUs, toUs } = span;
    facts.push([
      toUs,
      { kind: 'generator', phase: name, worker: 1, fromUs, toUs, lag, ...delays, cpu: 0.21 + random.next() * 0.09 },
    ]);
  }
  facts.push([to * S, { kind: 'phase-ended', phase: name, outcome: 'complete' }]);
  return facts;
}

function errors(
  span: { phase: string; journey: string; fromUs: number; toUs: number },
  step: string,
  count: number,
  down: boolean,
  hostile: string,
): [number, Fact][] {
  const cause = down ? (step === 'create' ? 'refused' : 'reset') : 'status 5xx';
  const example = {
    refused: 'connect ECONNREFUSED 127.0.0.1:4101',
    reset: 'read ECONNRESET',
    'status 5xx': 'status 503',
  };
  return [[span.toUs, { kind: 'errors', ...span, step, cause, count, example: example[cause] + hostile }]];
}

function fault(hostile: string): [number, Fact][] {
  const at = { lease: 'kill-1', fault: 'kill', phase: 'crash' };
  return [
    [KILL_US - 4000, { kind: 'fault-leased', ...at, target: 'api 1', what: `kill api 1, restart after 3s${hostile}` }],
    [
      KILL_US + 9000,
      { kind: 'instance-exited', system: 'api', instance: 1, pid: 5211, code: null, signal: 'SIGKILL', expected: true },
    ],
    [KILL_US + 9500, { kind: 'fault-bit', ...at, bites: 1, what: 'process group 5211 is gone' }],
    [BACK_US, { kind: 'fault-undone', ...at, verified: true, what: 'api 1 is ready again on port 4101' }],
    [
      BACK_US + 1e5,
      { kind: 'fault-skipped', fault: 'pause', phase: 'crash', target: 'api 2', reason: 'no second core to resume on' },
    ],
  ];
}

function samples(instance: number, random: Random): [number, Fact][] {
  const facts: [number, Fact][] = [];
  const system = instance === 0 ? 'seatrial' : 'api';
  for (let second = 1; second < 90; second++) {
    const gone = instance === 1 && second * S > KILL_US && second * S < 49.3 * S;
    if (gone) continue;
    const busy = instance === 2 && second * S > KILL_US && second * S < BACK_US ? 0.81 : instance === 0 ? 0.24 : 0.46;
    const restarted = instance === 1 && second * S > KILL_US;
    const rssBytes =
      (instance === 0 ? 118 : 71) * 1e6 + (restarted ? second - 49 : second) * 0.24e6 + random.below(2e6);
    const pid = instance === 0 ? 5100 : 5210 + instance + (restarted ? 10 : 0);
    const cpu = busy * (0.9 + random.next() * 0.2);
    facts.push([second * S, { kind: 'sample', system, instance, pid, cpu, rssBytes, openFiles: 31 + random.below(6) }]);
  }
  return facts;
}

function operations(random: Random, hostile: string): [number, Fact][] {
  return Array.from({ length: 240 }, (_, index): [number, Fact] => {
    const write = index < 160;
    const startedUs = write ? 2 * S + index * 0.49 * S : 82 * S + (index - 160) * 0.09 * S;
    const endedUs = startedUs + 4000 + random.below(16_000);
    const n = write ? index : (index - 160) * 2;
    const lost = !write && n === 96;
    const process = `user ${1 + (index % 10)}`;
    const value = lost ? null : `sha256:${(n * 2654435761).toString(16).padStart(12, '0')}`;
    const at = { phase: write ? (startedUs < 41 * S ? 'baseline' : 'crash') : 'read back', journey: 'order', process };
    const fact = {
      op: write ? ('write' as const) : ('read' as const),
      key: `sku-${n}${hostile}`,
      value,
      outcome: 'ok' as const,
    };
    return [
      endedUs,
      { kind: 'operation', ...at, ...fact, startedUs: Math.round(startedUs), endedUs: Math.round(endedUs) },
    ];
  });
}

type Seqs = (wanted: (record: EvidenceRecord) => boolean) => [number, number][];

function judged(records: readonly EvidenceRecord[], hostile: string): Finding[] {
  const seqs: Seqs = (wanted) => seqRanges(records.filter(wanted).map((record) => record.seq));
  return [...aboutLoad(seqs, hostile), ...aboutHarm(seqs, hostile)];
}

function aboutLoad(seqs: Seqs, hostile: string): Finding[] {
  const windows = (name: string) => seqs((record) => record.kind === 'window' && record.phase === name);
  const checks = seqs((record) => record.kind === 'checks');
  return [
    make(
      `checks of order${hostile}`,
      'disproven',
      '≥ 100%',
      '99.8% of 8,731',
      [
        '16 of 8,731 checks failed, all of “order is created”, between 46.4s and 50.4s.',
        'The first said: status was 503.',
      ],
      checks,
    ),
    make(
      'errors of order rate<0.1% during baseline',
      'proven',
      'rate<0.1%',
      'rate = 0.021% of 9,634',
      [],
      windows('baseline'),
    ),
    make(
      'latency of order p(95)<200ms during baseline',
      'proven',
      'p(95)<200ms',
      'p(95) = 15.8ms of 9,634',
      [],
      windows('baseline'),
    ),
    make(
      'latency of order p(99)<250ms during crash',
      'proven',
      'p(99)<250ms',
      'p(99) = 61.4ms of 9,310',
      [],
      windows('crash'),
    ),
    make('throughput of order rate>200/s', 'proven', 'rate>200/s', 'rate = 232/s', [], windows('baseline')),
  ];
}

function aboutHarm(seqs: Seqs, hostile: string): Finding[] {
  const outage = seqs(
    (record) =>
      record.kind.startsWith('fault-') || (record.kind === 'window' && record.toUs > KILL_US && record.toUs < 60 * S),
  );
  const lost = seqs((record) => record.kind === 'operation' && record.key.startsWith('sku-96'));
  return [
    make('recovery after kill within 5s', 'proven', 'within 5s', '1.3s after the kill was undone', [], outage),
    make(
      'recovery after pause within 5s',
      'unproven',
      'within 5s',
      'nothing',
      [
        'No pause was done: no second core to resume on.',
        'A fault that does not happen proves nothing about recovering from it.',
      ],
      seqs((record) => record.kind === 'fault-skipped'),
    ),
    make(
      'no acknowledged write of order is lost',
      'disproven',
      'no lost write',
      '1 of 160 acknowledged writes lost',
      [
        `sku-96${hostile} was acknowledged at 49.1s, 2.9s after api 1 was killed, and read back as absent at 86.3s.`,
        'The write was answered 201 while api 1 was down, so its only copy was in memory of the instance that was restarted.',
      ],
      lost,
    ),
    make(
      'tenants of order are isolated',
      'unproven',
      'at least 10 attempts',
      'nothing',
      ['The journey never tried to reach what belongs to another tenant.'],
      [],
    ),
    make(
      'the load generator kept up',
      'proven',
      'lag p(99)<10ms',
      'lag p(99) = 0.95ms',
      [],
      seqs((record) => record.kind === 'generator'),
    ),
  ];
}

const CATEGORY_OF = [
  [/^(checks|errors)/, 'function'],
  [/^(latency|throughput)/, 'performance'],
  [/^recovery/, 'resilience'],
  [/^no ack/, 'data safety'],
  [/^tenants/, 'security'],
  [/./, 'operability'],
] as const;

function make(
  claim: string,
  verdict: Verdict,
  required: string,
  observed: string,
  because: readonly string[],
  records: readonly (readonly [number, number])[],
): Finding {
  const category = CATEGORY_OF.find(([pattern]) => pattern.test(claim))?.[1] ?? 'operability';
  const kind = claim.split(' ')[0] ?? claim;
  return { claim, kind, category, weight: 1, verdict, required, observed, because, records };
}

function headerOf(hostile: string): Header {
  const phases = [
    { name: 'baseline', action: 'load' as const, subject: 'order', described: '10 users for 40s', faults: [] },
    {
      name: 'crash',
      action: 'load' as const,
      subject: 'order',
      described: '10 users for 40s',
      faults: ['kill api 1 at 5s, restart after 3s'],
    },
    {
      name: 'read back',
      action: 'read-back' as const,
      subject: 'order',
      described: 'every acknowledged write, 8 users',
      faults: [],
    },
  ];
  return {
    schema: 2,
    seatrial: '0.1.0',
    plan: {
      name: `orders${hostile}`,
      digest: '9f1c0a5be24d7736a1c98b0f4e6d2c1387aa90b45c6de7f8091a2b3c4d5e6f70',
      systems: [{ name: 'api', what: 'node server.js --port {port}', controlled: true, instances: 2 }],
      phases,
      claims: [],
    },
    seed: 20261120,
    startedAt: '2026-11-20T10:15:00.000Z',
    git: { commit: '3b1f7c2e9d0a4c55b8e6f1d2a3c4b5d6e7f80912', dirty: true },
    machine: {
      platform: 'linux x64',
      cpu: 'AMD EPYC 7763 64-Core Processor',
      cores: 2,
      memoryBytes: 8.3e9,
      node: '24.21.0',
    },
  };
}

function latencyUs(random: Random, medianMs: number, rough: boolean): number {
  const spread = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const tail = random.below(rough ? 40 : 220) === 0 ? 3 + random.next() * 4 : 1;
  return medianMs * 1000 * Math.exp(spread * 0.28) * tail;
}

function histogramOf(values: readonly number[]): HistogramData {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.toData();
}
