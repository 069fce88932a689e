/**
 * SIGSTOP to every process of an instance, SIGCONT afterwards: connections stay open, new ones are still accepted
 * by the kernel, and nobody answers. What a stalled disk, a long collection of garbage or a frozen machine looks like. It has bitten
 * when every process was seen to stand still, and so does everybody who holds one of its ports.
 */
import type { Instance } from '../../systems/instance.ts';
import type { Mechanism } from '../mechanism.ts';

export function pausing(instance: Instance): Mechanism {
  return {
    refusal() {
      if (instance.state === 'ended') return `${instance.name} is not running`;
      return instance.state === 'paused' ? `${instance.name} is paused already` : undefined;
    },
    undoIfWeDie: () => (instance.group === null ? undefined : { kind: 'resume-group', ...instance.group }),
    async inject() {
      if (!(await instance.pause())) return { bites: 0, what: `${instance.name} was not seen to stand still` };
      const serving = await instance.stillServing();
      return serving ? { bites: 0, what: serving } : { bites: 1, what: `${instance.name} stands still` };
    },
    async undo() {
      const verified = await instance.resume();
      if (instance.state === 'ended') return { verified, what: `${instance.name} had ended while it was paused` };
      return { verified, what: verified ? `${instance.name} runs on` : `${instance.name} was not seen to run on` };
    },
  };
}
