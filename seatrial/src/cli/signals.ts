/**
 * Ctrl-C and its kin. The first asks the trial to end: load stops, faults are undone, systems are stopped, evidence is
 * sealed and judged. The second ends at once: what is recorded is written out, and the guards end every instance.
 */
import { EXIT } from './exit-codes.ts';
import { terminal } from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @param lastWords called before ending at once. */
export function onInterrupt(lastWords: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      lastWords();
      terminal.say('\nseatrial: ended at once; the evidence so far is kept, unsealed');
      process.exit(EXIT.interrupted);
    }
    terminal.say(`\nseatrial: ${name}: stopping the load and undoing every fault; once more ends at once`);
    controller.abort(`the trial was interrupted by ${name}`);
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
