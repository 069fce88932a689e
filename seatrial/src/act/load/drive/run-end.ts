/**
 * What one user, index 0, does once at an end of a phase: `setup` before its load, `teardown` after. It is recorded as a
 * journey of its own (`order setup`), so that its requests count in no claim about the journey itself. Both are bounded;
 * a setup ends early when the trial does, a teardown does not.
 */
import { PlanMistakeError } from '../../../plan/mistake.ts';
import type { JourneyPhase } from '../../../plan/resolved.ts';
import { waitAtMost } from '../../../std/clock.ts';
import { deepFreeze } from '../../../std/freeze.ts';
import { Recorder } from '../count/recorder.ts';
import { SetupWaits } from '../count/setup-waits.ts';
import { PhaseDesk } from '../user/phase-desk.ts';
import { placed } from '../user/thrown.ts';
import { UserDesk } from '../user/user-desk.ts';
import type { PhaseContext } from './run-phase.ts';

const WITHIN_MS = { setup: 60_000, teardown: 10_000 };

export type PhaseEnd = keyof typeof WITHIN_MS;

/** What came of it: for a setup, the data it gave, as a frozen copy. */
export type EndResult =
  | {
      readonly ok: true;
      readonly data: unknown /** Whether something it asked for failed. */;
      readonly shaken: boolean;
    }
  | { readonly ok: false; readonly because: string };

/** Does an end of a phase, where the journey has that end. Never throws for what the journey does. */
export async function runEnd(
  end: PhaseEnd,
  phase: JourneyPhase,
  context: Omit<PhaseContext, 'share' | 'ownHealth'>,
): Promise<EndResult> {
  const { setup, teardown } = phase.journey;
  if ((end === 'setup' ? setup : teardown) === null) return { ok: true, data: undefined, shaken: false };
  const { clock, emit, data, signal } = context;
  const journey = `${phase.journey.name} ${end}`;
  const cut = new AbortController();
  const limit = end === 'setup' ? AbortSignal.any([cut.signal, signal]) : cut.signal;
  let over = false;
  const recorder = new Recorder(emit, { phase: phase.name, journey }, clock.nowUs());
  const token = `${context.token}${end}-`;
  const waits = new SetupWaits();
  const desk = new PhaseDesk({
    ...context,
    name: phase.name,
    tls: phase.tls,
    socket: phase.socket,
    headers: phase.headers,
    journey,
    run: phase.journey.run,
    recorder,
    waits,
    token,
    share: { index: 0, of: 1 },
    signal: limit,
    over: () => over,
  });
  const user = new UserDesk(desk, 0);
  let mistaken = false;
  let thrown = '';
  let result: EndResult = { ok: false, because: `it did not end within ${WITHIN_MS[end] / 1000}s` };
  const work = async (): Promise<void> => {
    try {
      const given = end === 'setup' ? await setup?.(user.context) : await teardown?.(user.context, data);
      result = { ok: true, data: copyOf(end, given), shaken: user.shaken };
    } catch (error) {
      mistaken = user.mistaken(error);
      thrown = placed(error);
      result = { ok: false, because: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  };
  await waitAtMost(clock, WITHIN_MS[end], work(), limit);
  const ended: EndResult = result;
  if (ended.ok) user.leave();
  if (!limit.aborted) user.cut(clock.nowUs());
  over = true;
  cut.abort();
  if (!ended.ok && !mistaken) recorder.failed('iteration', end, 'journey threw', thrown || ended.because);
  recorder.flush(clock.nowUs(), 0, false);
  if (end === 'setup') recorder.waited(waits.waited());
  user.close();
  return ended.ok ? ended : { ok: false, because: `the ${end} of '${phase.journey.name}' failed: ${ended.because}` };
}

function copyOf(end: PhaseEnd, given: unknown): unknown {
  try {
    return deepFreeze(structuredClone(given));
  } catch (error) {
    throw new PlanMistakeError(`what ${end} returns must be plain data: ${(error as Error).message.split('\n')[0]}`);
  }
}
