/**
 * Judges a bound on what each instance of a system uses, from samples of its processes, one a second. Each phase that is
 * named is judged by itself (the whole trial by default), and so is each instance: the worst counts.
 *
 * `growth` is how much more was used towards the end of one start than towards its beginning: the median of the last quarter
 * of its samples less the median of the first. A restart begins anew.
 *
 * Memory that several processes share is in the sum of them once for each. So of several the bound is kept when their sum
 * keeps it, broken when already the largest breaks it, and untold in between.
 */
import type { Ledger } from '../../evidence/ledger.ts';
import type { EvidenceRecord, RecordOf } from '../../evidence/records.ts';
import type { ResourcesClaim } from '../../plan/claims/claim.ts';
import { keepsBound, parseResourceBound, type ResourceBound } from '../../std/resource-bound.ts';
import { formatBytes, formatRatio, formatUs } from '../../std/units.ts';
import { type Judge, noEvidence, withGaps } from '../answer.ts';
import { coverage } from '../coverage.ts';
import { many } from '../wording.ts';

const LEAST_SAMPLES = 5;
/** 20 seconds: below that a quarter is a few samples, and a start-up looks like growth. */
const LEAST_FOR_GROWTH = 20;
const A_SECOND_US = 1_000_000;

type Sample = RecordOf<'sample'>;

/** Where a figure is taken: one instance, in one stretch of time. */
interface Stretch {
  readonly name: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly samples: readonly Sample[];
}

/** One figure, and the least it can have been where processes share memory. */
interface Figure {
  readonly stretch: Stretch;
  readonly most: number;
  readonly least: number;
}

export const judgeResources: Judge<ResourcesClaim> = (claim, ledger) => {
  const parsed = parseResourceBound(claim.bound);
  if (!parsed.ok) return noEvidence(claim.bound, [`the bound cannot be read: ${parsed.problem}; ${parsed.hint}`]);
  const bound = parsed.value;
  const { phases, gaps } = coverage({ journey: null, during: claim.during }, ledger);
  const spans = claim.during.length === 0 ? [wholeTrial(ledger)] : phases.map(spanOf);
  const stretches = spans.flatMap((span) => stretchesIn(span, claim.system, bound, ledger));
  const told = stretches.map((stretch) => ({ stretch, few: tooFew(stretch, bound) }));
  const figures = told.flatMap(({ stretch }) => figureOf(stretch, bound) ?? []);
  const seen = figures.toSorted((a, b) => b.most - a.most)[0];
  const required = `${claim.bound} of each instance of ${claim.system}`;
  if (seen === undefined) return withGaps(noEvidence(required, [noSamples(claim.system, bound, ledger)]), gaps);
  const enough = figures.filter(({ stretch }) => bound.figure === 'max' || tooFew(stretch, bound) === null);
  const broken = enough.filter(({ least }) => !keepsBound(least, bound)).toSorted((a, b) => b.least - a.least)[0];
  const untold = figures.find(({ most, least }) => keepsBound(least, bound) && !keepsBound(most, bound));
  const few = told.flatMap(({ few: why }) => why ?? []);
  const records: EvidenceRecord[] = [
    ...stretches.flatMap(({ samples }) => samples),
    ...phases.flatMap((p) => p.records),
  ];
  return withGaps(
    {
      verdict: broken ? 'disproven' : few.length > 0 || untold ? 'unproven' : 'proven',
      required,
      observed: sentence(broken ?? seen, bound),
      because: [
        ...(broken ? [] : few),
        ...(untold && !broken ? [sharing(untold, bound)] : []),
        ...figures.slice(0, 5).map((figure) => sentence(figure, bound)),
      ],
      records,
    },
    gaps,
  );
};

interface Span {
  readonly name: string | null;
  readonly fromUs: number;
  readonly toUs: number;
}

function wholeTrial(ledger: Ledger): Span {
  return { name: null, fromUs: 0, toUs: ledger.records.lastUs };
}

function spanOf({
  name,
  records,
  endedUs,
}: {
  name: string;
  records: readonly EvidenceRecord[];
  endedUs: number;
}): Span {
  return { name, fromUs: records[0]?.atUs ?? 0, toUs: endedUs };
}

/** One for each instance; for growth, one for each start of an instance. */
function stretchesIn(span: Span, system: string, bound: ResourceBound, ledger: Ledger): Stretch[] {
  const starts = ledger.of('instance-started').filter((record) => record.system === system);
  const samples = ledger.of('sample').filter((record) => record.system === system && record[fieldOf(bound)] !== null);
  const where = span.name === null ? '' : ` in phase '${span.name}'`;
  return [...Map.groupBy(starts, ({ instance }) => instance)].flatMap(([instance, own]) => {
    const lives = own.map((start, index) => ({ ...start, endUs: endOf(start, own[index + 1], ledger) }));
    const first = lives[0];
    const whole = first && { ...first, endUs: lives.at(-1)?.endUs ?? first.endUs };
    const chosen = bound.figure === 'growth' ? longLives(lives) : whole ? [whole] : [];
    return chosen.flatMap(({ atUs, endUs, start }) => {
      const [fromUs, toUs] = [Math.max(span.fromUs, atUs), Math.min(span.toUs, endUs)];
      if (toUs <= fromUs) return [];
      const within = samples.filter((one) => one.instance === instance && one.atUs >= fromUs && one.atUs <= toUs);
      const again = bound.figure === 'growth' && own.length > 1 ? `, start ${start}` : '';
      return [{ name: `${system} ${instance}${again}${where}`, fromUs, toUs, samples: within }];
    });
  });
}

/** A start that a fault ended early tells nothing of growth; it is left out where another one of the instance does. */
function longLives<L extends { atUs: number; endUs: number }>(lives: readonly L[]): readonly L[] {
  const long = lives.filter(({ atUs, endUs }) => endUs - atUs >= LEAST_FOR_GROWTH * A_SECOND_US);
  return long.length > 0 ? long : lives;
}

/** When the process of a start ended: at its exit, at the next start at the latest. */
function endOf(
  start: RecordOf<'instance-started'>,
  next: RecordOf<'instance-started'> | undefined,
  ledger: Ledger,
): number {
  const exit = ledger
    .of('instance-exited')
    .find(({ system, instance, seq }) => system === start.system && instance === start.instance && seq > start.seq);
  return Math.min(exit?.atUs ?? Number.POSITIVE_INFINITY, next?.atUs ?? Number.POSITIVE_INFINITY);
}

function fieldOf({ what }: ResourceBound): 'rssBytes' | 'openFiles' | 'cpu' {
  return what === 'rss' ? 'rssBytes' : what;
}

function tooFew({ name, fromUs, toUs, samples }: Stretch, { figure }: ResourceBound): string | null {
  const least = figure === 'growth' ? LEAST_FOR_GROWTH : LEAST_SAMPLES;
  if (samples.length < least) return `${name} has ${many(samples.length, 'sample')}, and ${figure} needs ${least}`;
  const seconds = (toUs - fromUs) / A_SECOND_US;
  if (Number.isFinite(seconds) && samples.length < seconds / 2)
    return `${name} has ${many(samples.length, 'sample')} of ${formatUs(toUs - fromUs)}: one a second was to be taken`;
  return null;
}

function figureOf(stretch: Stretch, bound: ResourceBound): Figure | null {
  const field = fieldOf(bound);
  const { samples } = stretch;
  if (samples.length === 0 || (bound.figure === 'growth' && samples.length < 4)) return null;
  const most = figureIn(
    samples.map((sample) => sample[field] ?? 0),
    bound,
  );
  if (field !== 'rssBytes') return { stretch, most, least: most };
  const alone = figureIn(
    samples.map(({ rssBytes, largestRssBytes }) => largestRssBytes ?? rssBytes),
    bound,
  );
  return { stretch, most, least: Math.min(most, alone) };
}

function figureIn(values: readonly number[], { figure, relative }: ResourceBound): number {
  if (figure === 'max') return Math.max(...values);
  if (figure === 'avg') return values.reduce((sum, value) => sum + value, 0) / values.length;
  const quarter = Math.ceil(values.length / 4);
  const [before, after] = [median(values.slice(0, quarter)), median(values.slice(-quarter))];
  if (!relative) return after - before;
  return before === 0 ? (after === 0 ? 0 : Number.POSITIVE_INFINITY) : (after - before) / before;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function noSamples(system: string, { what }: ResourceBound, ledger: Ledger): string {
  if (!ledger.of('instance-started').some((record) => record.system === system))
    return `no instance of ${system} was started`;
  return `there are too few samples of ${what} of ${system}; they are read from /proc, once a second`;
}

function sentence({ stretch, most }: Figure, bound: ResourceBound): string {
  return `${bound.what} ${bound.figure} = ${shown(most, bound)} of ${stretch.name}, ${many(stretch.samples.length, 'sample')}`;
}

function sharing({ stretch, least, most }: Figure, bound: ResourceBound): string {
  return `${stretch.name} is several processes: together ${shown(most, bound)}, memory that they share counted for each; the largest alone ${shown(least, bound)}`;
}

function shown(value: number, { what, relative }: ResourceBound): string {
  if (relative || what === 'cpu') return formatRatio(value);
  if (what !== 'rss') return value.toLocaleString('en-US');
  return value < 0 ? `-${formatBytes(-value)}` : formatBytes(value);
}
