/**
 * The open model: does one core keep a rate, how late are arrivals, is one dropped, and does the run say so by itself when
 * it could not: its plan declares the limits that are wanted here. Everything is read from the run's evidence.
 */
import type { Assessment } from 'seatrial';
import { inFolder } from './attempt.ts';
import { measure } from './measure.ts';
import { quantileUs } from './quantile.ts';
import { runIn, seatrialCommand } from './seatrial.ts';
import { startJsonServer } from './server.ts';
import { against, type Cell, figure, table } from './table.ts';

const LAG_LIMIT_MS = 2;
const GRACE_SECONDS = 90;

export interface OpenModel {
  readonly achievedPerSecond: number;
  readonly due: number;
  readonly dropped: number;
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  readonly responseP99Ms: number;
  /** What the run says of its own load generator. */
  readonly saidOfItself: string;
  readonly saidItKeptUp: boolean;
}

export async function measureOpenModel(ratePerSecond: number, seconds: number): Promise<OpenModel> {
  const server = await startJsonServer();
  try {
    return await inFolder(async (folder) => {
      const job = { url: server.url, seconds, ratePerSecond, folder };
      await measure(seatrialCommand('ramped', job), folder, seconds + GRACE_SECONDS);
      return readOpenModel(runIn(folder), seconds);
    });
  } finally {
    await server.stop();
  }
}

function readOpenModel(assessment: Assessment, seconds: number): OpenModel {
  const { ledger } = assessment.run;
  const measured = ({ phase }: { phase: string }): boolean => phase === 'load';
  const arrivals = ledger.of('arrivals').filter(measured);
  const lags = ledger
    .of('generator')
    .filter(measured)
    .map(({ lag }) => lag);
  const windows = ledger
    .of('window')
    .filter(measured)
    .filter(({ step }) => step !== 'iteration');
  const own = assessment.findings.find(({ kind }) => kind === 'generator');
  if (own === undefined) throw new Error('the run has no finding about its own load generator');
  return {
    achievedPerSecond: arrivals.reduce((sum, { started }) => sum + started, 0) / seconds,
    due: arrivals.reduce((sum, { due }) => sum + (due ?? 0), 0),
    dropped: arrivals.reduce((sum, { dropped }) => sum + dropped, 0),
    lagP50Ms: quantileUs(lags, 0.5) / 1000,
    lagP99Ms: quantileUs(lags, 0.99) / 1000,
    responseP99Ms:
      quantileUs(
        windows.map(({ response }) => response),
        0.99,
      ) / 1000,
    saidOfItself: `${own.verdict}: ${own.observed}`,
    saidItKeptUp: own.verdict === 'proven',
  };
}

export function renderOpenModel(result: OpenModel, ratePerSecond: number, seconds: number): string {
  const { achievedPerSecond, due, dropped, lagP50Ms, lagP99Ms, responseP99Ms, saidOfItself, saidItKeptUp } = result;
  const lagKept = lagP99Ms < LAG_LIMIT_MS;
  // It may have kept both and still say that it did not keep up: CPU, descriptors and ports count as well.
  const saidSo = !saidItKeptUp || (lagKept && dropped === 0);
  const rows: Cell[][] = [
    [
      'arrivals that fell due',
      due,
      ...against(figure(ratePerSecond * seconds), Math.abs(due - ratePerSecond * seconds) <= 1),
    ],
    ['started a second', achievedPerSecond, null, null],
    ['dropped', dropped, ...against('0', dropped === 0)],
    ['p50 of lag (started - due), ms', lagP50Ms, null, null],
    ['p99 of lag, ms', lagP99Ms, ...against(`< ${LAG_LIMIT_MS}`, lagKept)],
    ['p99 of response time, ms', responseP99Ms, null, null],
    ['what the run says of itself', saidOfItself, ...against('true', saidSo)],
  ];
  return table(
    [`${figure(ratePerSecond)}/s for ${seconds} s, after a ramp of 5 s`, 'measured', 'wanted', 'kept'],
    rows,
  );
}
