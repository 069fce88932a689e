/**
 * The life of a fault: due, leased (recorded before anything is done), injected, seen to bite, held, undone, seen to be
 * undone. Whatever happens in between, an abort, a throw or the end of the phase, it is undone. What cannot be done is
 * skipped with its reason; nothing is ever half recorded.
 */
import { randomUUID } from 'node:crypto';
import type { Fault } from '../../plan/fault.ts';
import type { Clock } from '../../std/clock.ts';
import { formatUs } from '../../std/units.ts';
import { durationMs } from '../target/duration.ts';
import type { Emit } from '../target/emit.ts';
import { Lease } from '../target/lease.ts';
import type { Target } from '../target/system.ts';
import { killing } from './kill.ts';
import type { Mechanism } from './mechanism.ts';
import { pausing } from './pause.ts';

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

/**
 * Applies one fault of a phase that starts now; resolves when it has been undone or skipped.
 * @throws only what `emit` throws, after the fault has been undone.
 */
export async function applyFault(
  fault: Fault,
  phase: string,
  target: Target | undefined,
  context: FaultContext,
): Promise<void> {
  const { emit, clock, signal } = context;
  await clock.sleep(durationMs(fault.at), signal);
  const mechanism = signal.aborted ? `${whyEnded(signal)} before it was due` : mechanismFor(fault, target);
  const reason = typeof mechanism === 'string' ? mechanism : mechanism.refusal();
  if (typeof mechanism === 'string' || reason !== undefined) {
    emit({ kind: 'fault-skipped', fault: fault.kind, phase, target: nameOf(fault), reason: reason ?? '' });
    return;
  }
  await hold(mechanism, { fault: fault.kind, phase }, nameOf(fault), context);
}

async function hold(
  mechanism: Mechanism,
  of: { fault: string; phase: string },
  target: string,
  { emit, clock, signal, leaseFolder }: FaultContext,
): Promise<void> {
  const undoIfWeDie = mechanism.undoIfWeDie();
  const file = undoIfWeDie && new Lease(leaseFolder, mechanism.what, undoIfWeDie);
  const about = { lease: file?.id ?? randomUUID(), ...of };
  let early = '';
  try {
    emit({ kind: 'fault-leased', ...about, target, what: mechanism.what });
    const { bites, what } = await mechanism.inject();
    if (bites === 0) return;
    emit({ kind: 'fault-bit', ...about, bites, what });
    const sinceUs = clock.nowUs();
    await clock.sleep(mechanism.holdMs, signal);
    if (signal.aborted) early = ` early, after ${formatUs(clock.nowUs() - sinceUs)}: ${whyEnded(signal)}`;
  } finally {
    const { verified, what } = await mechanism.undo();
    if (verified) file?.remove(); // else it stays for the next trial's sweep
    emit({ kind: 'fault-undone', ...about, verified, what: `${what}${early}` });
  }
}

/** How to do the fault, or why there is nothing to do it to. */
function mechanismFor(fault: Fault, target: Target | undefined): Mechanism | string {
  const { system, instance: number } = fault.target;
  if (!target) return `no system '${system}' is running`;
  const { length } = target.instances;
  if (length === 0) return `${system} is an endpoint: only what Seatrial itself has started can be harmed`;
  const instance = target.instances[number - 1];
  if (!instance) return `${system} has no instance ${number}: its instances are 1 to ${length}`;
  return fault.kind === 'kill' ? killing(fault, instance) : pausing(fault, instance);
}

function nameOf({ target }: Fault): string {
  return `${target.system} ${target.instance}`;
}

function whyEnded({ reason }: AbortSignal): string {
  return typeof reason === 'string' ? reason : 'the trial was interrupted';
}
