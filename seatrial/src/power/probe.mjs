/**
 * What a process under test loads first (NODE_OPTIONS): it switches one mutant on, or writes down the number of each
 * mutated place that is reached, the first time it is. Plain JavaScript, because a system may run on an older Node.
 * Seatrial itself has the same options in its environment, and no mark of an instance: nothing is done there.
 */
import { appendFileSync } from 'node:fs';

const { mutant, hits, outside } = JSON.parse(process.env.SEATRIAL_POWER ?? '{}');

if (process.env.SEATRIAL_INSTANCE !== outside) {
  globalThis.__stryker__ = mutant === undefined ? {} : { activeMutant: mutant };
  if (hits !== undefined) globalThis.__stryker__.mutantCoverage = { static: counting(hits), perTest: {} };
}

/** Counters by number. A counter that is missing is looked up in the prototype, so each number is written once. */
function counting(file) {
  const first = new Proxy(
    {},
    {
      get(_, number) {
        appendFileSync(file, `${String(number)}\n`);
        return undefined;
      },
    },
  );
  return Object.create(first);
}
