/**
 * SIGKILL to the whole process group of an instance, then the same command on the same ports and data folder. The fault is
 * undone when the new process has been started: the time it needs from there until it serves again is its recovery.
 */
import type { Instance } from '../target/instance.ts';
import type { Mechanism } from './mechanism.ts';

export function killing(instance: Instance): Mechanism {
  return {
    refusal: () => (instance.state === 'ended' ? `${instance.name} is not running` : undefined),
    undoIfWeDie: () => undefined, // every instance has a lease of its own, and this one is dead
    async inject() {
      const killed = await instance.kill();
      return { bites: killed ? 1 : 0, what: `${instance.name} ended by SIGKILL` };
    },
    async undo() {
      if (instance.state !== 'ended') return { verified: true, what: `${instance.name} runs` };
      const started = await instance.start();
      if (!started.ok) return { verified: false, what: started.because };
      return { verified: instance.group !== undefined, what: `${instance.name} started again` };
    },
  };
}
