/**
 * The life of a fault: due, leased (recorded before anything is done), injected, seen to bite, held, undone, seen to be
 * undone. Whatever happens in between, an abort, a throw or the end of the phase, it is undone. What cannot be done is
 * skipped with its reason; nothing is ever half recorded.
 */
import { randomUUID } from 'node:crypto';
import type { Emit } from '../../evidence/emit.ts';
import type { FaultKind } from '../../plan/faults/fault.ts';
import type { ResolvedFault } from '../../plan/resolved.ts';
import type { Clock } from '../../std/clock.ts';
import { formatUs } from '../../std/units.ts';
import { Lease } from '../systems/lease.ts';
import type { Target } from '../systems/system.ts';
import type { Mechanism } from './mechanism.ts';
import { MECHANISMS } from './mechanisms.ts';

export interface FaultContext {
  emit: Emit;
  clock: Clock;
  leaseFolder: string;
  /**
   * Fires at the end of the phase or of the trial: a fault in force is undone then, one that was not due is skipped.
   * A reason that is a text is recorded: `phase.abort('the phase ended')`.
   */
  signal: AbortSignal;
}

/** How often a fault that bites while it is in force is looked at. */
const LOOK_EVERY_MS = 100;

/**
 * Applies one fault of a phase that starts now; resolves when it has been undone or skipped.
 * @throws only what `emit` throws, after the fault has been undone.
 */
export async function applyFault(
  fault: ResolvedFault,
  phase: string,
  target: Target | undefined,
  context: FaultContext,
): Promise<void> {
  const { emit, clock, signal } = context;
  const dueUs = clock.nowUs() + fault.atMs * 1000;
  await clock.sleep(fault.atMs, signal);
  const mechanism = signal.aborted ? whyNever(signal, clock.nowUs() - dueUs) : mechanismFor(fault, target, context);
  if (typeof mechanism === 'string') {
    emit({ kind: 'fault-skipped', fault: fault.kind, phase, target: nameOf(fault), reason: mechanism });
    return;
  }
  await hold(mechanism, fault, phase, context);
}

/**
 * Injects, holds and undoes a fault that is due now.
 * @throws only what `emit` throws, after the fault has been undone.
 */
export async function hold(
  mechanism: Mechanism,
  fault: ResolvedFault,
  phase: string,
  { emit, clock, signal, leaseFolder }: FaultContext,
): Promise<void> {
  const undoIfWeDie = mechanism.undoIfWeDie();
  const file = undoIfWeDie && new Lease(leaseFolder, fault.what, undoIfWeDie);
  const about = { lease: file?.id ?? randomUUID(), fault: fault.kind, phase };
  let early = '';
  let missed = {};
  try {
    emit({ kind: 'fault-leased', ...about, ...fault.target, target: nameOf(fault), what: fault.what });
    const { bites, what, failed } = await mechanism.inject();
    const tell = (seen: number | null, how: string): void => {
      if (seen === null) emit({ kind: 'fault-done', ...about, what: how });
      else if (seen > 0) emit({ kind: 'fault-bit', ...about, bites: seen, what: how });
    };
    tell(bites, what);
    if (failed === true || (bites === 0 && !mechanism.counted)) {
      missed = bites === 0 ? { missed: what } : {};
      return;
    }
    const sinceUs = clock.nowUs();
    if (bites === 0) missed = await untilBitten(mechanism, fault.holdMs, tell, { clock, signal });
    await clock.sleep(Math.max(0, fault.holdMs - (clock.nowUs() - sinceUs) / 1000), signal);
    if (signal.aborted) early = ` (early, after ${formatUs(clock.nowUs() - sinceUs)}: ${whyEnded(signal)})`;
  } finally {
    const begunUs = Math.round(clock.nowUs());
    const { verified, what, done = verified } = await mechanism.undo();
    if (done) file?.remove(); // else it stays for the next trial's sweep
    emit({ kind: 'fault-undone', ...about, verified, what: `${what}${early}`, begunUs, ...missed });
  }
}

/** Looks at a fault in force until it has bitten or its time is over, and tells that, or that nobody knows; what is missing then. */
async function untilBitten(
  mechanism: Mechanism,
  holdMs: number,
  tell: (bites: number | null, what: string) => void,
  { clock, signal }: Pick<FaultContext, 'clock' | 'signal'>,
): Promise<{ missed?: string }> {
  const endUs = clock.nowUs() + holdMs * 1000;
  for (;;) {
    const over = signal.aborted || clock.nowUs() >= endUs;
    const { bites, what } = (await mechanism.counted?.()) ?? { bites: 0, what: '' };
    if (bites === null ? over : bites > 0) {
      tell(bites, what);
      return {};
    }
    if (over) return { missed: what };
    await clock.sleep(Math.min(LOOK_EVERY_MS, (endUs - clock.nowUs()) / 1000), signal);
  }
}

/** How to do the fault, or why there is nothing to do it to. */
function mechanismFor<K extends FaultKind>(
  fault: ResolvedFault<K>,
  target: Target | undefined,
  { clock, signal }: FaultContext,
): Mechanism | string {
  if (!target) return `no system '${fault.target.system}' is running`;
  const mechanism = MECHANISMS[fault.kind as K]({ fault, target, clock, signal });
  return typeof mechanism === 'string' ? mechanism : (mechanism.refusal() ?? mechanism);
}

function nameOf({ target }: ResolvedFault): string {
  return target.instance === undefined ? target.system : `${target.system} ${target.instance}`;
}

/** Why a fault was not even begun; a busy machine may wake us long after it was due. */
function whyNever(signal: AbortSignal, lateUs: number): string {
  if (lateUs < 0) return `${whyEnded(signal)} before it was due`;
  return `Seatrial came to it ${formatUs(lateUs)} after it was due, and ${whyEnded(signal)} before that`;
}

function whyEnded({ reason }: AbortSignal): string {
  return typeof reason === 'string' ? reason : 'the trial was interrupted';
}
