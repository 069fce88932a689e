/**
 * A fault of the plan's own: two functions, of which the first does it and the second undoes it. What they answer is evidence:
 * true, that it was seen; false, that it was not; anything else, that nobody knows. Both are bounded, and what they throw is
 * told with its place. The second is called once, also where the first has thrown or never ended.
 */
import type { FaultSite } from '../../plan/faults/custom.ts';
import { placeInPlan } from '../../plan/mistake.ts';
import { type Clock, waitAtMost } from '../../std/clock.ts';
import { shown } from '../../std/shown.ts';
import type { Instance } from '../systems/instance.ts';
import { instanceOf, type Making, type Mechanism } from './mechanism.ts';

const WITHIN_MS = 10_000;

type Work = (site: FaultSite) => unknown;

interface Functions {
  readonly inject: Work;
  readonly undo: Work;
  readonly bites?: Work;
}

/** How a function of the plan ended. */
type Ending = { readonly answer: unknown } | { readonly failed: string; readonly hangs: boolean };

export const customised: Making<'custom'> = ({ fault, target, clock, signal }) => {
  const one = fault.target.instance === undefined || target.instances.length === 0 ? null : instanceOf(fault, target);
  if (typeof one === 'string') return one;
  const instances = one === null ? target.instances : [one];
  const [url = ''] = target.urls;
  return new Custom(fault.options, { instances, url, clock, signal, isOne: one !== null });
};

interface Aim {
  readonly instances: readonly Pick<Instance, 'name' | 'state' | 'seen'>[];
  /** Where no instance is aimed at. */
  readonly url: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether one instance is aimed at, which then must run. */
  readonly isOne: boolean;
}

export class Custom implements Mechanism {
  readonly #functions: Functions;
  readonly counted?: NonNullable<Mechanism['counted']>;
  readonly #aim: Aim;
  #begun = false;
  /** What its count was before anything was done, or the least since: a count goes on from one fault to the next. */
  #least: number | null = null;
  /** Why what it was before is not known, so that only what it grows by since is a bite; null where it is. */
  #untold: string | null = null;
  /** Whether the first function has not ended, so that it may yet do what the second has undone. */
  #hangs = false;
  #undone: ReturnType<Mechanism['undo']> | null = null;

  constructor(functions: Functions, aim: Aim) {
    this.#functions = functions;
    this.#aim = aim;
    if (functions.bites) this.counted = () => this.#count();
  }

  refusal(): string | undefined {
    const { instances, isOne } = this.#aim;
    return isOne && instances[0]?.state === 'ended' ? `${instances[0].name} is not running` : undefined;
  }

  undoIfWeDie(): { kind: 'by-hand' } {
    return { kind: 'by-hand' };
  }

  async inject(): ReturnType<Mechanism['inject']> {
    if (this.counted) {
      const before = await this.#call('bites', this.#aim.signal);
      this.#least = numberIn(before);
      if (this.#least === null) this.#untold = whyNoNumber(before);
    }
    this.#begun = true;
    const ending = await this.#call('inject', this.#aim.signal);
    if ('failed' in ending) {
      this.#hangs = ending.hangs;
      return { bites: null, what: ending.failed, failed: true };
    }
    if (ending.answer === false) return { bites: 0, what: 'its inject answered that it has no effect', failed: true };
    if (this.counted) return { bites: 0, what: 'it has had no effect yet' };
    if (ending.answer === true) return { bites: 1, what: 'its inject answered that it has an effect' };
    return {
      bites: null,
      what: `its inject did not say whether it has an effect (it answered ${shown(ending.answer)})`,
    };
  }

  async #count(): ReturnType<NonNullable<Mechanism['counted']>> {
    const ending = await this.#call('bites', this.#aim.signal);
    const count = numberIn(ending);
    if (count === null) return { bites: null, what: whyNoNumber(ending) };
    this.#least = Math.min(this.#least ?? count, count);
    const bites = count - this.#least;
    const answered = `its bites answered ${count}`;
    if (bites > 0) return { bites, what: this.#least === 0 ? answered : `${answered}, and ${this.#least} before it` };
    if (this.#untold !== null && count > 0) {
      return { bites: null, what: `${answered}, and what it was before the fault is not known: ${this.#untold}` };
    }
    const before = count === 0 ? '' : ', as before it';
    return { bites: 0, what: `it had no effect while it was in force: ${answered}${before}` };
  }

  async undo(): ReturnType<Mechanism['undo']> {
    if (!this.#begun) return { verified: true, what: 'nothing had been done' };
    this.#undone ??= this.#undo();
    return this.#undone;
  }

  async #undo(): ReturnType<Mechanism['undo']> {
    const ending = await this.#call('undo');
    if ('failed' in ending) return { verified: false, what: ending.failed };
    if (this.#hangs) return { verified: false, what: 'its undo ended, but its inject has not, and may do it yet' };
    if (ending.answer === true) return { verified: true, what: 'its undo answered that it is over' };
    if (ending.answer === false) return { verified: false, what: 'its undo answered that it is not over' };
    const what = `its undo did not say whether it is over (it answered ${shown(ending.answer)})`;
    return { verified: false, what, done: true };
  }

  /** Never throws, and ends in time whatever the function does. */
  async #call(name: keyof Functions, signal?: AbortSignal): Promise<Ending> {
    const { clock, url, instances } = this.#aim;
    const over = new AbortController();
    const site: FaultSite = {
      url: instances[0]?.seen.url ?? url,
      instances: instances.map((instance) => instance.seen),
      signal: signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]),
    };
    let ending: Ending = { failed: `its ${name} had not ended after ${WITHIN_MS / 1000}s`, hangs: true };
    const work = async (): Promise<void> => {
      try {
        ending = { answer: await this.#functions[name]?.(site) };
      } catch (error) {
        const what = error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
        const where = placeInPlan(error);
        ending = { failed: `its ${name} threw ${what}${where === null ? '' : ` (${where})`}`, hangs: false };
      }
    };
    await waitAtMost(clock, WITHIN_MS, work());
    const ended = ending;
    over.abort();
    return ended;
  }
}

/** A count; null where it could not be told. */
function numberIn(ending: Ending): number | null {
  return 'answer' in ending && Number.isFinite(ending.answer) ? (ending.answer as number) : null;
}

function whyNoNumber(ending: Ending): string {
  return 'failed' in ending ? ending.failed : `its bites answered ${shown(ending.answer)}`;
}
