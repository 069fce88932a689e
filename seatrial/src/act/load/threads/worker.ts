/**
 * One thread of load. Imports the plan file itself, because functions cannot be cloned; runs its share of each phase it
 * is told to; sends what it saw in batches. It starts no system, applies no fault and decides nothing.
 */
import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../../../evidence/records.ts';
import { type Resolution, resolveTrial } from '../../../plan/resolve.ts';
import type { JourneyPhase, ResolvedPlan } from '../../../plan/resolved.ts';
import { giveSettings } from '../../../plan/setting.ts';
import { strayReason } from '../../../plan/stray.ts';
import { systemClock } from '../../../std/clock.ts';
import { collectAll } from '../../../std/collect.ts';
import { countIn } from '../../http/wire/held-answers.ts';
import { type PhaseEnd, runEnd } from '../drive/run-end.ts';
import { runPhase } from '../drive/run-phase.ts';
import { CACHE_VARIABLE, type FromThread, type LoadOrder, type ThreadSetup, type ToThread } from './order.ts';
import { contextOf } from './order-context.ts';
import { OwnHealthMonitor } from './own-health.ts';

const BATCH = 500;
const SEND_EVERY_MS = 50;

const setup = workerData as ThreadSetup;
const clock = systemClock(setup.originNs);
countIn(setup.heldAnswers);
// Node has read it. What a plan sees of the environment is the same in every thread, or it would be another plan.
if (setup.compileCache !== null) delete process.env[CACHE_VARIABLE];
const interruption = new AbortController();
setMaxListeners(0, interruption.signal);

const send = (message: FromThread): void => parentPort?.postMessage(message);

// As in the thread of the command line: what reaches nobody ends the trial, and what was seen until then is kept.
process.on('uncaughtException', (error) => {
  const because = strayReason(error);
  if (because !== null) send({ kind: 'stray', because });
});

let batch: Fact[] = [];
const emit = (fact: Fact): void => {
  batch.push(fact);
  if (batch.length >= BATCH) sendBatch();
};

function sendBatch(): void {
  if (batch.length === 0) return;
  const facts = batch;
  batch = [];
  try {
    send({ kind: 'facts', facts });
  } catch {
    for (const fact of facts) sendAlone(fact);
  }
}

/** What cannot be cloned is lost, and said to be. */
function sendAlone(fact: Fact): void {
  try {
    send({ kind: 'facts', facts: [fact] });
  } catch (error) {
    send({ kind: 'facts', facts: [{ kind: 'unwritten', of: fact.kind, because: (error as Error).message }] });
  }
}

async function importPlan(): Promise<Resolution> {
  giveSettings(setup.given ?? {});
  const module = (await import(pathToFileURL(setup.planFile).href)) as { default?: unknown };
  return resolveTrial(module.default, setup.choice && { choice: setup.choice });
}

/** Phases whose users are set up here, by their numbers: who waits to be told whether the load is to begin. */
const waiting = new Map<number, (isWanted: boolean) => void>();

/** Phases that are under way here. With the last one its users go, and the bodies that they kept. */
let running = 0;

async function run({ actions }: ResolvedPlan, order: LoadOrder): Promise<void> {
  const phase = actions.phases[order.phase] as JourneyPhase;
  running++;
  const health = new OwnHealthMonitor(clock);
  const sending = setInterval(sendBatch, SEND_EVERY_MS);
  const whenSetUp = (because: string | null): Promise<boolean> => {
    sendBatch();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting.set(order.phase, resolve);
    send({ kind: 'set-up', phase: order.phase, because });
    return promise;
  };
  const own = { share: setup.share, ownHealth: () => health.reading(), whenSetUp };
  try {
    await runPhase(phase, {
      ...contextOf(phase, { emit, clock, signal: interruption.signal, seed: actions.seed }, order),
      ...own,
    });
  } finally {
    clearInterval(sending);
    health.close();
    sendBatch();
    if (--running === 0) collectAll(); // before the next phase, and not within it
    send({ kind: 'done', phase: order.phase });
  }
}

async function end({ actions }: ResolvedPlan, which: PhaseEnd, order: LoadOrder): Promise<void> {
  const phase = actions.phases[order.phase] as JourneyPhase;
  const result = await runEnd(
    which,
    phase,
    contextOf(phase, { emit, clock, signal: interruption.signal, seed: actions.seed }, order),
  );
  sendBatch();
  send({ kind: 'end-done', phase: order.phase, result });
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
    else if (message.kind === 'begin') waiting.get(message.phase)?.(message.isWanted);
    else if (message.kind === 'end') void end(plan, message.end, message.order);
    else void run(plan, message.order);
  });
  send({ kind: 'ready' });
}
