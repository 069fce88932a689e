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
import { customised } from './custom.ts';
import { type Making, type Mechanism, ofInstance } from './mechanism.ts';
import { killing } from './process/kill.ts';
import { pausing } from './process/pause.ts';

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

/** Every kind of fault there is; a new one is a line here (docs/how-to/add-a-fault.md). */
export const MECHANISMS: Readonly<Record<FaultKind, Making>> = {
  kill: ofInstance(killing),
  pause: ofInstance(pausing),
  custom: customised,
};

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

async function hold(
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
    if (bites === 0) {
      missed = { missed: what };
      return;
    }
    emit(bites === null ? { kind: 'fault-done', ...about, what } : { kind: 'fault-bit', ...about, bites, what });
    if (failed === true) return;
    const sinceUs = clock.nowUs();
    await clock.sleep(fault.holdMs, signal);
    if (signal.aborted) early = ` (early, after ${formatUs(clock.nowUs() - sinceUs)}: ${whyEnded(signal)})`;
  } finally {
    const begunUs = Math.round(clock.nowUs());
    const { verified, what, done = verified } = await mechanism.undo();
    if (done) file?.remove(); // else it stays for the next trial's sweep
    emit({ kind: 'fault-undone', ...about, verified, what: `${what}${early}`, begunUs, ...missed });
  }
}

/** How to do the fault, or why there is nothing to do it to. */
function mechanismFor(
  fault: ResolvedFault,
  target: Target | undefined,
  { clock, signal }: FaultContext,
): Mechanism | string {
  if (!target) return `no system '${fault.target.system}' is running`;
  const mechanism = MECHANISMS[fault.kind]({ fault, target, clock, signal });
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
