/**
 * SIGKILL to every process of an instance, then the same command on the same ports and data folder. It has bitten when
 * nothing of it is left and nobody accepts connections at its ports any more. The fault is
 * undone when the new process has been started: the time it needs from there until it serves again is its recovery.
 */
import type { Instance } from '../../systems/instance.ts';
import type { Mechanism } from '../mechanism.ts';

export function killing(instance: Instance): Mechanism {
  return {
    refusal: () => (instance.state === 'ended' ? `${instance.name} is not running` : undefined),
    undoIfWeDie: () => undefined, // every instance has a lease of its own, and this one is dead
    async inject() {
      const killed = await instance.kill();
      if (!killed) return { bites: 0, what: `${instance.name} had ended before it was killed` };
      const alive = await instance.stillAlive();
      return alive ? { bites: 0, what: alive } : { bites: 1, what: `${instance.name} ended by SIGKILL` };
    },
    async undo() {
      if (instance.state !== 'ended') return { verified: true, what: `${instance.name} runs` };
      const started = await instance.start();
      if (!started.ok) return { verified: false, what: started.because };
      return { verified: instance.group !== null, what: `${instance.name} started again` };
    },
  };
}
