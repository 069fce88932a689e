/**
 * A record for a reader: every field with its name and a value in the unit that fits, and the record as one line.
 * Generic over the kinds of records: a new kind is readable without a change here.
 */

import type { EvidenceRecord } from '../../evidence/records.ts';
import { Histogram, type HistogramData } from '../../std/histogram.ts';
import { many } from '../../std/many.ts';
import { type Tags, tagLabel } from '../../std/tags.ts';
import { formatBytes, formatRatio, formatUs } from '../../std/units.ts';

/** Where and when, and a name of ours: what a reader knows already or has no use for, so it stands last. */
const CONTEXT = ['bytesSent', 'bytesReceived', 'phase', 'journey', 'fromUs', 'toUs', 'lease'];
/** Fields whose name says too little. */
const NAMES: Readonly<Record<string, string>> = {
  op: 'operation',
  verified: 'undoing seen',
  missed: 'why it had no effect',
};
const BYTES = new Set(['bytesSent', 'bytesReceived']);
const INSTANTS = new Set(['atUs', 'fromUs', 'toUs', 'startedUs', 'endedUs']);

/** An instant of the trial, to the tenth of a second: `31.0s`, `2m05.3s`. */
export function formatInstant(us: number): string {
  const tenths = Math.round(us / 100_000);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds.padStart(4, '0')}s`;
}

/** A count for a reader: `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** How an open load fared, also when nothing was dropped: `3 of 1,200 arrivals dropped: no user was free to start them`. */
export function droppedText(dropped: number, due: number): string {
  const text = `${formatCount(dropped)} of ${many(due, 'arrival')} dropped`;
  return dropped === 0 ? text : `${text}: no user was free to start them`;
}

/** A duration, or a dash where there is none. */
export function formatDuration(us: number): string {
  return Number.isFinite(us) ? formatUs(us) : '–';
}

/** `figures` are times and sizes. The fields of a record but its place and kind, the telling ones first: `[['count', '12'], ['phase', 'crash']]`. */
export function fieldsOf(record: EvidenceRecord, leaveOut?: 'figures'): [name: string, value: string][] {
  return Object.entries(record)
    .filter(([name]) => name !== 'seq' && name !== 'atUs' && name !== 'kind')
    .filter(([name, value]) => leaveOut === undefined || !(isHistogram(name, value) || BYTES.has(name)))
    .toSorted(([a], [b]) => CONTEXT.indexOf(a) - CONTEXT.indexOf(b))
    .map(([name, value]) => [nameOf(name), textOf(name, value)]);
}

/** A record as one line: `#12  31.0s  fault-bit  fault kill · bites 3 · lease l1`. */
export function lineOf(record: EvidenceRecord, leaveOut?: 'figures'): string {
  const fields = fieldsOf(record, leaveOut).map(([name, value]) => `${name} ${value}`);
  return `#${record.seq}  ${formatInstant(record.atUs)}  ${record.kind}  ${fields.join(' · ')}`;
}

function nameOf(field: string): string {
  if (field in NAMES) return NAMES[field] ?? field;
  return field
    .replace(/(Us|Bytes)$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}

function textOf(field: string, value: unknown): string {
  if (field === 'value' && value === null) return 'absent';
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    if (INSTANTS.has(field)) return formatInstant(value);
    if (field.endsWith('Us')) return formatUs(value);
    if (/bytes/i.test(field)) return formatBytes(value);
    if (field === 'cpu' || field === 'cpuWait') return formatRatio(value);
    return /pid|port|code|seq|instance|start/.test(field) ? String(value) : formatCount(value);
  }
  if (Array.isArray(value)) return value.join(' ');
  if (field === 'tags') return typeof value === 'string' ? value : tagLabel(value as Tags);
  if (isHistogram(field, value)) return histogramText(value as HistogramData);
  return String(value);
}

function isHistogram(field: string, value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && field !== 'tags';
}

function histogramText(data: HistogramData): string {
  if (data.count === 0) return 'empty';
  const merged = Histogram.merge([data]);
  const quantiles = [0.5, 0.95, 0.99].map((q) => `p${q * 100} ${formatUs(merged.quantile(q))}`);
  return [...quantiles, `max ${formatUs(data.maxUs)}`].join(', ');
}
