/** What became of faults, in a line each. */
import type { FaultFact } from '../../../evidence/records/fault.ts';
import type { Lines } from './line.ts';

export const faultLines: Lines<FaultFact> = {
  'fault-bit': ({ fault, what }) => `fault ${fault} is in force: ${what}`,
  'fault-done': ({ fault, what }) => `fault ${fault} is done; whether it bites is not known: ${what}`,
  'fault-undone': ({ fault, missed, verified, what }) =>
    `fault ${fault} ${missed ? `had no effect: ${missed}; it ` : ''}is undone${verified ? '' : ' (not verified)'}: ${what}`,
  'fault-skipped': ({ fault, target, reason }) => `fault ${fault} on ${target} is skipped: ${reason}`,
  'lease-swept': ({ what, done }) => `left by an earlier trial: ${what}; ${done}`,
};
