/**
 * From what was tried to what it says of the trial: the power with its interval, by file and by claim; what was missed, and which
 * claim stands nearest; what is never reached. Pure; the same results give the same report. Its shape is that of `--json`.
 */
import { wilson } from '../std/wilson.ts';
import type { MeasuredPower } from './measure.ts';
import type { Mutant } from './mutant.ts';
import type { TriedMutant } from './results.ts';

/** A share of mutants, 0..1, and the 95 % interval around it; null of none. */
export interface PowerShare {
  readonly of: number;
  readonly share: number | null;
  readonly low: number;
  readonly high: number;
}

export interface FateCounts {
  readonly tried: number;
  /** By a claim that was disproven, or because the system did not start or run on. */
  readonly killed: number;
  /** The latter. */
  readonly gone: number;
  readonly survived: number;
  readonly unproven: number;
  readonly timedOut: number;
}

export interface FilePower extends FateCounts {
  readonly file: string;
  readonly mutants: number;
  /** Lines with mutants none of which was reached, as ranges, counted from 1. */
  readonly unreached: readonly (readonly [first: number, last: number])[];
  readonly power: PowerShare;
}

export interface ClaimPower {
  readonly claim: string;
  /** How many mutants it was judged on. */
  readonly tried: number;
  readonly killed: number;
}

export interface TriedReport {
  readonly id: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly operator: string;
  readonly lines: readonly string[];
  readonly fate: TriedMutant['fate'];
  readonly seconds: number;
  /** Of what was not caught: the claim that caught the nearest mutant of the file. */
  readonly nearest: { readonly claim: string; readonly line: number } | null;
}

export interface PowerReport {
  readonly schema: 'seatrial-power/1';
  readonly plan: string;
  readonly from: readonly string[];
  readonly sample: number | null;
  readonly seed: number;
  readonly evidence: string;
  readonly mutants: { readonly made: number; readonly reached: number; readonly chosen: number };
  readonly counts: FateCounts;
  /** Killed of tried: what is unproven or timed out is not caught. */
  readonly power: PowerShare;
  /** The same without those where the system was gone: what does not start is caught by anybody. */
  readonly powerOfClaims: PowerShare;
  readonly files: readonly FilePower[];
  readonly claims: readonly ClaimPower[];
  /** Claims that were not shown of the healthy system, so that they catch nothing here. */
  readonly idle: readonly string[];
  readonly tried: readonly TriedReport[];
}

export interface ReportAsked {
  readonly plan: string;
  /** Patterns of the files that were mutated, or the folder of variants. */
  readonly from: readonly string[];
  readonly sample: number | null;
  readonly seed: number;
}

type MutantResult = TriedMutant & { readonly mutant: Mutant };

export function powerReport(measured: MeasuredPower, asked: ReportAsked): PowerReport {
  const { mutants, sample, results, files, folder } = measured;
  const legs = [...results.legs.values()];
  const reached = new Set(legs.flatMap(({ reaches }) => reaches));
  const tried = sample.flatMap((mutant): MutantResult[] => {
    const found = results.mutants.get(mutant.id);
    return found === undefined ? [] : [{ ...found, mutant }];
  });
  const counts = countsOf(tried);
  return {
    schema: 'seatrial-power/1',
    ...asked,
    evidence: folder,
    mutants: {
      made: mutants.length,
      reached: mutants.filter(({ id }) => reached.has(id)).length,
      chosen: sample.length,
    },
    counts,
    power: shareOf(counts.killed, counts.tried),
    powerOfClaims: shareOf(counts.killed - counts.gone, counts.tried - counts.gone),
    files: files.map((file) => fileOf(file, mutants, tried, reached)).filter((file) => file.mutants > 0),
    claims: claimsOf(measured, tried),
    idle: [...new Set(legs.flatMap(({ unproven }) => unproven))],
    tried: tried.map((one) => reportOf(one, tried)),
  };
}

function countsOf(tried: readonly MutantResult[]): FateCounts {
  const count = (isOne: (one: MutantResult) => boolean): number => tried.filter(isOne).length;
  return {
    tried: tried.length,
    killed: count(({ fate }) => fate.kind === 'killed'),
    gone: count(({ fate }) => fate.kind === 'killed' && fate.by.length === 0),
    survived: count(({ fate }) => fate.kind === 'survived'),
    unproven: count(({ fate }) => fate.kind === 'unproven'),
    timedOut: count(({ fate }) => fate.kind === 'timed out'),
  };
}

function shareOf(hits: number, of: number): PowerShare {
  return { of, share: of === 0 ? null : hits / of, ...wilson(hits, of) };
}

function fileOf(
  file: string,
  all: readonly Mutant[],
  tried: readonly MutantResult[],
  reached: ReadonlySet<string>,
): FilePower {
  const mutants = all.filter((mutant) => mutant.file === file);
  const counts = countsOf(tried.filter(({ mutant }) => mutant.file === file));
  const lines = (some: readonly Mutant[]): number[] => some.map(({ start }) => start.line + 1);
  const known = new Set(lines(mutants.filter(({ id }) => reached.has(id))));
  const unreached = lines(mutants).filter((line) => !known.has(line));
  return {
    file,
    mutants: mutants.length,
    unreached: rangesOf(unreached),
    ...counts,
    power: shareOf(counts.killed, counts.tried),
  };
}

/** Lines as ranges; a line between two of them is taken in, because what has no mutant is a brace. */
function rangesOf(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last[1] + 2) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

/** Those of every leg; what has caught most comes first. */
function claimsOf({ results }: MeasuredPower, tried: readonly MutantResult[]): ClaimPower[] {
  const byClaim = new Map<string, ClaimPower>();
  const add = (claim: string, more: Omit<ClaimPower, 'claim'>): void => {
    const before = byClaim.get(claim) ?? { tried: 0, killed: 0 };
    byClaim.set(claim, { claim, tried: before.tried + more.tried, killed: before.killed + more.killed });
  };
  for (const { proven } of results.legs.values()) for (const claim of proven) add(claim, { tried: 0, killed: 0 });
  for (const { judged, fate } of tried) {
    for (const claim of judged) add(claim, { tried: 1, killed: 0 });
    if (fate.kind === 'killed') for (const claim of fate.by) add(claim, { tried: 0, killed: 1 });
  }
  return [...byClaim.values()].sort((a, b) => b.killed - a.killed || (a.claim < b.claim ? -1 : 1));
}

function reportOf({ id, mutant, fate, seconds }: MutantResult, all: readonly MutantResult[]): TriedReport {
  const { file, operator, start, lines } = mutant;
  const nearest = fate.kind === 'killed' ? null : nearestOf(mutant, all);
  return { id, file, line: start.line + 1, operator, lines, fate, seconds, nearest };
}

function nearestOf({ file, start }: Mutant, all: readonly MutantResult[]): TriedReport['nearest'] {
  const caught = all.flatMap(({ mutant, fate }) => {
    const [claim] = fate.kind === 'killed' ? fate.by : [];
    return claim === undefined || mutant.file !== file ? [] : [{ claim, line: mutant.start.line + 1 }];
  });
  const away = ({ line }: { line: number }): number => Math.abs(line - 1 - start.line);
  return caught.toSorted((a, b) => away(a) - away(b))[0] ?? null;
}
