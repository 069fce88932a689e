/** Waits for what happens by itself, and in its own time. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What the first attempt gives that does not throw. `what` ends the sentence "Not after 30 s: ...". */
export async function eventually<Result>(what: string, attempt: () => Promise<Result>): Promise<Result> {
  for (const begunMs = performance.now(); ; await sleep(50)) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() - begunMs > 30_000) throw new Error(`Not after 30 s: ${what}.`, { cause: error });
    }
  }
}
