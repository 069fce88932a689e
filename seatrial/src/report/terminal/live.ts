/**
 * A trial while it runs, as a state machine: records go in, a screen of lines or single plain lines come out. It knows
 * no clock and writes nowhere: who paints says what time it is. What it shows are facts; no verdict is known yet.
 */

import { countedIn, givesWayTo } from '../../evidence/counted.ts';
import { journeyOf } from '../../evidence/records/phase.ts';
import type { Counted, EvidenceRecord, RecordOf } from '../../evidence/records.ts';
import { many } from '../../std/many.ts';
import { formatBytes, formatRate, formatRatio } from '../../std/units.ts';
import { RecentLoad } from '../figures/recent-load.ts';
import { type Ink, inkOf, type Tone } from '../text/marks.ts';
import { formatCount, formatDuration, formatInstant } from '../text/record-text.ts';
import { columns, cut, pad, printable } from '../text/screen-text.ts';
import type { SeenSoFar } from './lines/line.ts';
import { liveLine } from './lines/lines.ts';

export interface LiveOptions {
  readonly name: string;
  readonly phases: readonly { name: string; described: string; expectedMs: number | null }[];
  readonly claims: number;
}

interface LivePhase {
  readonly name: string;
  readonly described: string;
  readonly expectedUs: number | null;
  /** Whose load is shown; what its setup and teardown did is not. Null where it has none, and before it started. */
  journey: string | null;
  state: 'waiting' | 'running' | RecordOf<'phase-ended'>['outcome'];
  fromUs: number;
  toUs: number;
  /** What is counted: requests, or what stands for them as long as none was seen. */
  unit: Counted;
  count: number;
  failed: number;
  /** Under way when the phase was ended. */
  unanswered: number;
  /** By thread of load. */
  users: Map<number, number>;
  dropped: number;
  /** For the rate and the percentile; null but while it runs. */
  recent: RecentLoad | null;
}

interface LiveInstance {
  state: 'starting' | 'up' | 'down';
  /** Whether its last start was ready. */
  wasReady: boolean;
  cpu: number | null;
  rssBytes: number | null;
}

const SPARK_SECONDS = 40;
const MOST_INSTANCES = 8;
const STATES: Readonly<Record<LiveInstance['state'], [text: string, tone: Tone]>> = {
  starting: ['◌ starting', 'unsure'],
  up: ['● up', 'good'],
  down: ['○ down', 'bad'],
};

export class LiveView {
  readonly #options: LiveOptions;
  readonly #phases: LivePhase[];
  readonly #instances = new Map<string, LiveInstance>();
  readonly #faults = new Map<string, { what: string; bitUs: number | null }>();
  readonly #seen: SeenSoFar;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#phases = options.phases.map(({ name, described, expectedMs }) => ({
      name,
      described,
      expectedUs: expectedMs === null ? null : expectedMs * 1000,
      journey: null,
      state: 'waiting',
      fromUs: 0,
      toUs: 0,
      unit: 'iteration',
      count: 0,
      failed: 0,
      unanswered: 0,
      users: new Map(),
      dropped: 0,
      recent: null,
    }));
    this.#seen = {
      phases: this.#phases.length,
      claims: options.claims,
      totalsOf: (name) => {
        const phase = this.#phases.find((candidate) => candidate.name === name);
        return phase === undefined ? null : totals(phase);
      },
      wasReady: (name) => this.#instances.get(name)?.wasReady,
    };
  }

  /** Takes one record in, in the order of the journal. */
  accept(record: EvidenceRecord): void {
    const phase = 'phase' in record ? this.#phases.find((candidate) => candidate.name === record.phase) : undefined;
    if (phase) acceptInPhase(phase, record);
    if (record.kind === 'fault-leased') this.#faults.set(record.lease, { what: record.what, bitUs: null });
    const fault = record.kind === 'fault-bit' ? this.#faults.get(record.lease) : undefined;
    if (fault) fault.bitUs ??= record.atUs;
    if (record.kind === 'fault-undone') this.#faults.delete(record.lease);
    if ('instance' in record && record.system !== 'seatrial') this.#acceptOfInstance(record);
  }

  /** The whole screen at an instant: lines narrower than `width`, for `paint`. */
  frame(nowUs: number, width: number, colour: boolean): string[] {
    const ink = inkOf(colour);
    const room = Math.max(20, width - 1);
    const running = this.#phases.filter((phase) => phase.state === 'running' && phase.journey !== null);
    const lines = [
      title(this.#options, nowUs, room, ink),
      '',
      ...this.#phases.map((phase) => phaseLine(phase, nowUs, room, this.#nameWidth(), ink)),
      ...running.flatMap((phase) => [
        '',
        ...(running.length > 1 ? [`  ${ink(printable(phase.name), 'bold')}`] : []),
        ...figures(phase, nowUs, room, ink),
      ]),
      ...[...this.#faults.values()].map((fault) => faultLine(fault, nowUs, ink)),
      ...this.#instanceLines(ink),
    ];
    return lines.map((line) => cut(line, room));
  }

  /** What to print for a record where nothing can be repainted; call `accept` with it first. */
  lines(record: EvidenceRecord): string[] {
    const [text, ...more] = liveLine(record, this.#seen)?.split('\n') ?? [];
    if (text === undefined) return [];
    const output = more.map((line) => `            ${printable(line)}`);
    return [`${formatInstant(record.atUs).padStart(8)}  ${printable(text)}`, ...output];
  }

  #acceptOfInstance(record: Extract<EvidenceRecord, { instance?: number }>): void {
    const name = `${record.system} ${record.instance}`;
    const instance = this.#instances.get(name) ?? { state: 'starting', wasReady: false, cpu: null, rssBytes: null };
    this.#instances.set(name, instance);
    if (record.kind === 'sample') {
      instance.cpu = record.cpu;
      instance.rssBytes = record.rssBytes;
    } else if (record.kind !== 'secret-found' && record.kind !== 'fault-leased') {
      instance.state =
        record.kind === 'instance-ready' ? 'up' : record.kind === 'instance-started' ? 'starting' : 'down';
      if (record.kind === 'instance-ready') instance.wasReady = true;
      if (record.kind === 'instance-started') instance.wasReady = false;
      instance.cpu = null;
      instance.rssBytes = null;
    }
  }

  #nameWidth(): number {
    return Math.min(24, Math.max(0, ...this.#phases.map((phase) => columns(printable(phase.name)))));
  }

  #instanceLines(ink: Ink): string[] {
    const nameWidth = Math.max(0, ...[...this.#instances.keys()].map((name) => columns(printable(name))));
    const all = [...this.#instances].map(([name, { state, cpu, rssBytes }]) => {
      const mark = ink(...STATES[state]);
      const used =
        cpu === null || rssBytes === null ? '' : `cpu ${pad(formatRatio(cpu), 6)}  memory ${formatBytes(rssBytes)}`;
      return `  ${pad(printable(name), nameWidth)}  ${used === '' ? mark : `${pad(mark, 10)}  ${used}`}`;
    });
    const more = all.length - MOST_INSTANCES;
    const shown =
      more > 0 ? [...all.slice(0, MOST_INSTANCES), ink(`  and ${many(more, 'more instance')}`, 'dim')] : all;
    return shown.length > 0 ? ['', ...shown] : [];
  }
}

function acceptInPhase(phase: LivePhase, record: EvidenceRecord): void {
  if (record.kind === 'phase-started') {
    phase.state = 'running';
    phase.journey = journeyOf(record);
    phase.fromUs = record.atUs;
    phase.recent = new RecentLoad();
  } else if (record.kind === 'phase-ended') {
    phase.state = record.outcome;
    phase.toUs = record.atUs;
    phase.recent = null;
  } else if (record.kind === 'arrivals') {
    phase.users.set(record.worker, record.users);
    phase.dropped += record.dropped;
  } else if ((record.kind === 'window' || record.kind === 'unfinished') && record.journey === phase.journey) {
    acceptCounted(phase, record);
  }
}

function acceptCounted(phase: LivePhase, record: RecordOf<'window'> | RecordOf<'unfinished'>): void {
  const unit = countedIn(record);
  if (givesWayTo(unit, phase.unit)) return;
  if (unit !== phase.unit) {
    const recent = phase.recent && new RecentLoad();
    Object.assign(phase, { unit, count: 0, failed: 0, unanswered: 0, recent });
  }
  if (record.kind === 'window') acceptWindow(phase, record);
  else phase.unanswered += record.count;
}

function acceptWindow(phase: LivePhase, window: RecordOf<'window'>): void {
  phase.count += window.count;
  phase.failed += window.failed;
  phase.recent?.add(window);
}

function title(options: LiveOptions, nowUs: number, room: number, ink: Ink): string {
  const clock = clockOf(nowUs);
  const claims = `${many(options.claims, 'claim')} to judge`;
  const name = cut(printable(options.name), Math.max(4, room - columns(claims) - clock.length - 6));
  const left = `  ${ink(name, 'bold')}  ${ink(claims, 'dim')}`;
  return `${pad(left, room - clock.length)}${clock}`;
}

function phaseLine(phase: LivePhase, nowUs: number, room: number, nameWidth: number, ink: Ink): string {
  const name = pad(cut(printable(phase.name), nameWidth), nameWidth);
  const described = printable(phase.described);
  if (phase.state === 'waiting') return ink(`  · ${name}  ${described}`, 'dim');
  if (phase.state !== 'running') {
    const mark = phase.state === 'complete' ? ink('■', 'accent') : ink('■', 'bad');
    const ended = [phase.state === 'complete' ? null : phase.state, totals(phase)]
      .filter((text) => text !== null)
      .join(', ');
    return `  ${mark} ${name}  ${ink(clockOf(phase.toUs - phase.fromUs), 'dim')}  ${ended}`;
  }
  const elapsedUs = nowUs - phase.fromUs;
  const time = phase.expectedUs === null ? clockOf(elapsedUs) : `${clockOf(elapsedUs)} of ${clockOf(phase.expectedUs)}`;
  const left = Math.max(8, Math.min(30, room - nameWidth - columns(described) - columns(time) - 10));
  const bar = phase.expectedUs === null ? '' : `${progress(elapsedUs / phase.expectedUs, left, ink)}  `;
  return `  ${ink('▶', 'accent')} ${ink(name, 'bold')}  ${bar}${time}  ${ink(described, 'dim')}`;
}

function figures(phase: LivePhase, nowUs: number, room: number, ink: Ink): string[] {
  const ratePerSecond = phase.recent?.ratePerSecond(nowUs) ?? Number.NaN;
  const rate = Number.isNaN(ratePerSecond) ? '–' : formatRate(ratePerSecond);
  const p95Us = phase.recent?.p95Us(nowUs) ?? Number.NaN;
  const failed = phase.failed === 0 ? '0' : ink(formatCount(phase.failed), 'bad');
  const dropped = phase.dropped > 0 ? ` · ${many(phase.dropped, 'iteration')} dropped` : '';
  return [
    `  ${ink('rate', 'dim')}    ${pad(rate, 9)} ${ink(sparkline(phase, nowUs, Math.min(SPARK_SECONDS, room - 20)), 'accent')}`,
    `  ${ink('p95', 'dim')}     ${pad(formatDuration(p95Us), 9)} ${ink('of the last 5 seconds', 'dim')}`,
    `  ${ink('failed', 'dim')}  ${failed} of ${many(phase.count, phase.unit)}${dropped}`,
    `  ${ink('users', 'dim')}   ${[...phase.users.values()].reduce((sum, users) => sum + users, 0)}`,
  ];
}

function faultLine(fault: { what: string; bitUs: number | null }, nowUs: number, ink: Ink): string {
  const state = fault.bitUs === null ? 'about to happen' : `in force for ${clockOf(nowUs - fault.bitUs)}`;
  return `  ${ink('fault', 'bad')}   ${printable(fault.what)}  ${ink(state, 'dim')}`;
}

/** The rate of the last seconds, one cell a second, scaled to the highest of them. */
function sparkline(phase: LivePhase, nowUs: number, cells: number): string {
  const rates = phase.recent?.counts(nowUs, cells) ?? [];
  const most = Math.max(...rates);
  if (most <= 0) return '';
  return rates.map((rate) => (rate === 0 ? ' ' : ('▁▂▃▄▅▆▇█'[Math.ceil((rate / most) * 8) - 1] ?? '█'))).join('');
}

function progress(share: number, width: number, ink: Ink): string {
  const full = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return ink('━'.repeat(full), 'accent') + ink('─'.repeat(width - full), 'dim');
}

/** Of a phase without a journey nothing is counted. */
function totals(phase: LivePhase): string | null {
  const never = phase.unanswered > 0 ? `, ${formatCount(phase.unanswered)} never answered` : '';
  return phase.journey === null
    ? null
    : `${many(phase.count, phase.unit)}, ${formatCount(phase.failed)} failed${never}`;
}

/** `0:42` */
function clockOf(us: number): string {
  const seconds = Math.max(0, Math.floor(us / 1e6));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
