/**
 * What may end a trial early. A signal (Ctrl-C and its kin) asks it to end: load stops, faults are undone, systems are
 * stopped, evidence is sealed and judged. So does an error that nobody caught, such as a promise that a journey did not
 * wait for. A second signal ends at once: what is recorded is written out, and the guards end every instance.
 */
import { strayReason } from '../plan/stray.ts';
import { EXIT } from './exit-codes.ts';
import { terminal } from './terminal.ts';

/** npm passes on the Ctrl-C that the terminal has sent to everybody: what follows this closely is the same one. */
const ECHO_MS = 250;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Fires with the reason as a text. */
  readonly signal: AbortSignal;
  /** Whether a person or another program wanted it, rather than an error. */
  readonly wanted: boolean;
  release(): void;
}

/** @param lastWords called before ending at once. */
export function onInterrupt(lastWords: () => void): Interruption {
  const controller = new AbortController();
  let wanted = false;
  let firstMs = Number.NaN;
  const end = (what: string, reason: string): void => {
    terminal.say(`\nseatrial: ${what}, so the trial ends. Faults are being undone; Ctrl-C ends at once`);
    controller.abort(reason);
  };
  const interrupt = (name: NodeJS.Signals): void => {
    if (performance.now() - firstMs < ECHO_MS) return;
    wanted = true;
    if (controller.signal.aborted) {
      lastWords();
      terminal.say('\nseatrial: ended at once; the evidence so far is kept, unsealed');
      process.exit(EXIT.interrupted);
    }
    firstMs = performance.now();
    end(name, `the trial was interrupted by ${name}`);
  };
  const uncaught = (error: unknown): void => {
    const reason = strayReason(error);
    if (reason !== null && !controller.signal.aborted) end(reason, reason);
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  process.on('uncaughtException', uncaught);
  return {
    signal: controller.signal,
    get wanted() {
      return wanted;
    },
    release: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
      process.off('uncaughtException', uncaught);
    },
  };
}
