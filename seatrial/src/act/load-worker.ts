/**
 * One thread of load. Imports the plan file itself, because functions can not be cloned; runs its share of each phase it
 * is told to; sends what it saw in batches. It starts no system, applies no fault and decides nothing.
 */
import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../evidence/records.ts';
import { type Resolution, resolveTrial } from '../plan/resolve.ts';
import type { ResolvedPlan } from '../plan/resolved.ts';
import { systemClock } from '../std/clock.ts';
import { AcknowledgedWrites } from './load/acknowledged.ts';
import { HistoryBook } from './load/history.ts';
import { runPhase } from './load/run-phase.ts';
import type { FromThread, LoadOrder, ThreadSetup, ToThread } from './load-order.ts';
import { OwnHealthMonitor } from './observe/own-health.ts';

const BATCH = 500;
const SEND_EVERY_MS = 50;

const setup = workerData as ThreadSetup;
const clock = systemClock(setup.originNs);
const interruption = new AbortController();
setMaxListeners(0, interruption.signal);

let batch: Fact[] = [];
const send = (message: FromThread): void => parentPort?.postMessage(message);
const emit = (fact: Fact): void => {
  batch.push(fact);
  if (batch.length >= BATCH) sendBatch();
};

function sendBatch(): void {
  if (batch.length === 0) return;
  send({ kind: 'facts', facts: batch });
  batch = [];
}

async function importPlan(): Promise<Resolution> {
  const module = (await import(pathToFileURL(setup.planFile).href)) as { default?: unknown };
  return resolveTrial(module.default);
}

async function run(plan: ResolvedPlan, order: LoadOrder): Promise<void> {
  const phase = plan.actions.phases[order.phase];
  if (!phase) return;
  const acknowledged = new AcknowledgedWrites(phase.journey.name, order.acknowledged);
  const history = new HistoryBook(emit, () => clock.nowUs(), acknowledged);
  const health = new OwnHealthMonitor(clock);
  const sending = setInterval(sendBatch, SEND_EVERY_MS);
  const { urls, token } = order;
  const own = { emit, clock, seed: plan.actions.seed, urls, token, history, share: setup.share };
  try {
    await runPhase(phase, { ...own, ownHealth: () => health.reading(), signal: interruption.signal });
  } finally {
    clearInterval(sending);
    health.close();
    sendBatch();
    send({ kind: 'done' });
  }
}

const resolution = await importPlan();
if (!resolution.ok || resolution.plan.summary.digest !== setup.digest) {
  const because =
    'the plan file describes another plan each time it is imported; take out what changes (dates, counters)';
  send({ kind: 'refused', because });
} else {
  const { plan } = resolution;
  parentPort?.on('message', (message: ToThread) => {
    if (message.kind === 'abort') interruption.abort(message.reason);
    else void run(plan, message.order);
  });
  send({ kind: 'ready' });
}
