/**
 * One phase of load, from its first arrival to its last connection: drives the users, writes a window every second (ten
 * a second where faults make recovery worth timing), gives iterations under way their grace, and closes everything.
 */
import { setMaxListeners } from 'node:events';
import type { JourneyFunction } from '../../plan/journey.ts';
import type { ResolvedPhase } from '../../plan/resolved.ts';
import { type Clock, waitAtMost } from '../../std/clock.ts';
import type { Emit } from '../target/emit.ts';
import { Crew } from './crew.ts';
import { drive } from './executors.ts';
import type { HistoryBook } from './history.ts';
import { PhaseDesk } from './phase-desk.ts';
import { ITERATION, Recorder } from './recorder.ts';
import { type Share, sharing } from './share.ts';

const WINDOW_MS = 1000;
const WINDOW_UNDER_FAULTS_MS = 100;
/** A timer may fire a little early: the record is then written and not put off for another second. */
const ALMOST_A_SECOND_US = 950_000;
const READ_BACK_GRACE_MS = 60_000;

/** What a journey that was told to end still gets to return; one that never does is left behind. */
const LAST_MS = 1000;

/** How our own process was doing since it was asked last. */
export interface OwnHealth {
  readonly loopDelayP99Us: number;
  readonly loopDelayMaxUs: number;
  readonly cpu: number;
  /** Null where it is not known. */
  readonly cpuWait?: number | null;
}

export interface PhaseContext {
  readonly emit: Emit;
  readonly clock: Clock;
  readonly seed: number;
  readonly token: string;
  readonly urls: readonly string[];
  readonly history: HistoryBook;
  /** What `setup` returned; frozen. */
  readonly data: unknown;
  readonly share: Share;
  readonly ownHealth: () => OwnHealth;
  /** Fires when the trial is to end now. */
  readonly signal: AbortSignal;
}

/** Runs the load of a phase. Never throws for what the system does. */
export async function runPhase(phase: ResolvedPhase, context: PhaseContext): Promise<void> {
  const { clock, emit, history, signal } = context;
  const where = { phase: phase.name, journey: phase.journey.name };
  const work = workOf(phase, history, context.share);
  const cut = new AbortController();
  setMaxListeners(0, cut.signal);
  const recorder = new Recorder(emit, where, clock.nowUs(), context.share.index + 1);
  // Kept here: a signal made of several looks at all of them each time it is asked, and it is asked for each request.
  let interrupted = false;
  const abort = (): void => {
    interrupted = true;
    cut.abort();
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const { name, tls } = phase;
  const { executor } = work;
  const share = sharing(context.share, executor.kind === 'iterations' ? executor.users : executor.maxUsers);
  const own = { name, tls, run: work.run, recorder, share, signal: cut.signal, interrupted: () => interrupted };
  const desk = new PhaseDesk({ ...context, ...where, ...own });
  const crew = new Crew(desk, work.paceMs);
  const over = new AbortController();
  const open = executor.kind === 'rate';
  const windowMs = phase.faults.length > 0 ? WINDOW_UNDER_FAULTS_MS : WINDOW_MS;
  const flushing = flushWindows({ windowMs, over: over.signal, desk, crew, context, open });
  try {
    await drive(executor, { crew, recorder, clock, share: context.share, stop: cut.signal });
    crew.noMore();
    await waitAtMost(clock, work.graceMs, crew.idle(), cut.signal);
    if (crew.busy > 0) {
      const why = `${crew.busy} iterations had not finished ${work.graceMs / 1000}s after the phase and were cut off`;
      recorder.failed(ITERATION, 'aborted', interrupted ? 'the trial was interrupted' : why, crew.busy);
      cut.abort();
      await waitAtMost(clock, LAST_MS, crew.idle());
    }
  } finally {
    over.abort();
    await flushing;
    history.closePhase(phase.name);
    crew.close();
    signal.removeEventListener('abort', abort);
  }
}

/** What the users do and how they are driven; reading back is a number of iterations over the acknowledged writes. */
function workOf(phase: ResolvedPhase, history: HistoryBook, share: Share) {
  if (phase.kind === 'load') {
    const { journey, executor, gracefulStopMs: graceMs, paceMs } = phase;
    return { run: journey.run, executor, graceMs, paceMs };
  }
  const writes = history.acknowledged(phase.journey.name);
  const mine = sharing(share, phase.users);
  let next = mine.index;
  const run: JourneyFunction = async (t) => {
    const write = writes[next];
    next += mine.of;
    if (write) await phase.read(t, write);
  };
  const executor = {
    kind: 'iterations' as const,
    iterations: writes.length,
    each: false,
    users: phase.users,
    maxDurationMs: 600_000,
  };
  return { run, executor, graceMs: READ_BACK_GRACE_MS, paceMs: 0 };
}

interface Flushing {
  windowMs: number;
  over: AbortSignal;
  desk: PhaseDesk;
  crew: Crew;
  context: PhaseContext;
  open: boolean;
}

/** Writes windows until the phase is over, the last one included, and once a second how we were doing ourselves. */
async function flushWindows({ windowMs, over, desk, crew, context, open }: Flushing): Promise<void> {
  const { clock, emit } = context;
  context.ownHealth();
  let healthFromUs = clock.nowUs();
  const startUs = healthFromUs;
  for (;;) {
    const elapsedMs = (clock.nowUs() - startUs) / 1000;
    // To the next boundary that is not just here: after a stall there is one long window, not several empty ones.
    await clock.sleep((Math.floor(elapsedMs / windowMs + 0.5) + 1) * windowMs - elapsedMs, over);
    const nowUs = clock.nowUs();
    desk.recorder.flush(nowUs, crew.busy, open);
    if (over.aborted || nowUs - healthFromUs >= ALMOST_A_SECOND_US) {
      const span = { phase: desk.name, fromUs: Math.round(healthFromUs), toUs: Math.round(nowUs) };
      emit({
        kind: 'generator',
        ...span,
        worker: context.share.index + 1,
        lag: desk.lag.toData(),
        ...context.ownHealth(),
      });
      desk.lag.reset();
      healthFromUs = nowUs;
    }
    if (over.aborted) return;
  }
}
