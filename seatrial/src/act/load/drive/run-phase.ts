/**
 * One phase of load, from its first arrival to its last connection: drives the users, writes a window every second (ten
 * a second where faults make recovery worth timing), gives iterations under way their grace, and closes everything.
 */
import { setMaxListeners } from 'node:events';
import { WHOLE_JOURNEY } from '../../../evidence/counted.ts';
import type { Emit } from '../../../evidence/emit.ts';
import type { Executor, JourneyPhase } from '../../../plan/resolved.ts';
import { type Clock, waitAtMost } from '../../../std/clock.ts';
import type { HistoryBook } from '../../history/history.ts';
import { Recorder } from '../count/recorder.ts';
import { partOf, type Share, sharing, userOf } from '../share.ts';
import { PhaseDesk } from '../user/phase-desk.ts';
import { Crew } from './crew.ts';
import { type Drive, drive } from './executors.ts';
import { ReadBack } from './read-back.ts';
import { totalMs } from './schedule.ts';
import { UserEnds } from './user-ends.ts';

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
  /** Of every system of the plan. */
  readonly origins?: readonly string[];
  readonly history: HistoryBook;
  /** What `setup` returned; frozen. */
  readonly data: unknown;
  /** Whether something the setup asked for failed. */
  readonly shaken?: boolean;
  readonly share: Share;
  readonly ownHealth: () => OwnHealth;
  /** Fires when the trial is to end now. */
  readonly signal: AbortSignal;
  /**
   * Told when every user here is set up, or why that failed; answers whether the load is to begin, which may wait for other
   * threads. Asked only where users are set up.
   */
  readonly whenSetUp?: (because: string | null) => Promise<boolean>;
}

/** Runs the load of a phase. Never throws for what the system does. */
export async function runPhase(phase: JourneyPhase, context: PhaseContext): Promise<void> {
  const { clock, emit, history, signal } = context;
  const where = { phase: phase.name, journey: phase.journey.name };
  const work = workOf(phase, history, context.share);
  const cut = new AbortController();
  setMaxListeners(0, cut.signal);
  const recorder = new Recorder(emit, where, clock.nowUs(), context.share.index + 1);
  // Kept in a variable: `aborted` of a combined signal checks every source, and this is read once a request.
  let over = false;
  const end = (): void => {
    over = true;
    recorder.metrics.close();
    cut.abort();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const { executor } = work;
  const users = executor.kind === 'iterations' ? executor.users : executor.maxUsers;
  const share = sharing(context.share, users);
  const roams = phase.kind === 'read-back' && phase.journey.userSetup === null;
  const own = { ...reachOf(phase), users, roams, run: work.run, recorder, share, signal: cut.signal, over: () => over };
  const options = { ...context, ...where, ...own };
  const desk = new PhaseDesk(options);
  const crew = new Crew(desk, work.paceMs);
  const ends = new UserEnds(desk, options);
  const flushed = new AbortController();
  const open = executor.kind === 'rate';
  const windowMs = phase.feelsFault ? WINDOW_UNDER_FAULTS_MS : WINDOW_MS;
  let flushing: Promise<void> | null = null;
  try {
    if (!(await setUpUsers(ends, crew, { phase, context, share, users }))) return;
    recorder.flush(clock.nowUs(), 0, open); // from here on
    flushing = flushWindows({ windowMs, over: flushed.signal, desk, crew, context, open });
    const fromUs = Math.round(clock.nowUs());
    const how = { crew, recorder, clock, share: context.share, instances: context.urls.length, stop: cut.signal };
    await work.drive(how);
    const toUs = endOf(executor, fromUs, clock);
    emit({ kind: 'load-span', ...where, worker: context.share.index + 1, fromUs, toUs });
    await work.lookAgain(how);
    crew.stopStarting();
    await waitAtMost(
      clock,
      work.graceMs,
      crew.idle().then(() => crew.settled()),
      cut.signal,
    );
    if (signal.aborted) interrupted(crew, recorder);
    else crew.cut(clock.nowUs());
    end();
    if (crew.busy > 0) await waitAtMost(clock, LAST_MS, crew.idle());
  } finally {
    flushed.abort();
    await flushing;
    end();
    const { userTeardown } = phase.journey;
    if (userTeardown) await ends.tearDown(userTeardown);
    history.closePhase(phase.name);
    crew.close();
    signal.removeEventListener('abort', end);
  }
}

/** Sets up the users that there are here; whether the load is to begin. */
async function setUpUsers(
  ends: UserEnds,
  crew: Crew,
  { phase, context, share, users }: { phase: JourneyPhase; context: PhaseContext; share: Share; users: number },
): Promise<boolean> {
  const { userSetup, userTeardown } = phase.journey;
  if (!userSetup && !userTeardown) return true;
  const here = Array.from({ length: partOf(share, users) }, (_, n) => userOf(share, n));
  const because = await ends.setUp(crew.users(here), userSetup ?? (async () => undefined), context.signal);
  return context.whenSetUp === undefined ? because === null : context.whenSetUp(because);
}

/** How requests of a phase get to its system. */
function reachOf({ name, tls, socket, headers }: JourneyPhase) {
  return { name, tls, socket, headers };
}

function interrupted(crew: Crew, recorder: Recorder): void {
  if (crew.busy === 0) return;
  recorder.failed('iteration', WHOLE_JOURNEY, 'aborted', 'the trial was interrupted', null, crew.busy);
}

/** When load ended: as planned, however late our timers are, or before that; iterations end when the last one does. */
function endOf(executor: Executor, fromUs: number, clock: Clock): number {
  const plannedUs = executor.kind === 'iterations' ? Number.POSITIVE_INFINITY : totalMs(executor.stages) * 1000;
  return Math.round(Math.min(fromUs + plannedUs, clock.nowUs()));
}

/** What the users do, how they are driven, and what is driven after that. */
function workOf(phase: JourneyPhase, history: HistoryBook, share: Share) {
  if (phase.kind === 'load') {
    const { journey, executor, gracefulStopMs: graceMs, paceMs } = phase;
    const driven = { drive: (how: Drive) => drive(executor, how), lookAgain: async () => undefined };
    return { run: journey.run, executor, graceMs, paceMs, ...driven };
  }
  const back = new ReadBack(phase, history.acknowledgedKeys(phase.journey.name), share);
  history.watch((operation) => back.saw(operation));
  const driven = { drive: (how: Drive) => back.drive(how), lookAgain: (how: Drive) => back.lookAgain(how) };
  return { run: back.run, executor: back.executor, graceMs: READ_BACK_GRACE_MS, paceMs: 0, ...driven };
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
