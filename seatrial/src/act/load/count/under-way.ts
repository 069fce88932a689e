/**
 * What one user has begun and not ended: requests, messages on open streams, `t.step` blocks. It is asked when an iteration
 * returns (what did it leave running?) and when the phase is cut (what was waited for?). It counts nothing itself.
 *
 * An entry that has ended is used again, so that a request costs no object of its own: end each exactly once.
 */
import type { Counted } from '../../../evidence/records.ts';
import { StepBlock } from './step-block.ts';

/**
 * `awaited`: the journey waits for its end. `open`: a stream that goes on while nobody waits for its end. `floating`: its
 * iteration has returned without it.
 */
type State = 'ended' | 'awaited' | 'open' | 'floating';

/** One operation under way. */
export interface Begun {
  step: string;
  of: Counted;
  startedUs: number;
  state: State;
  /** The `t.step` block it was begun in. */
  block: StepBlock | null;
}

export class UnderWay {
  readonly #all: Begun[] = [];
  readonly #ended: Begun[] = [];
  /** How many are awaited: what an iteration would leave behind that returned now. */
  awaited = 0;

  begin(step: string, of: Counted, startedUs: number): Begun {
    this.awaited++;
    const block = StepBlock.current();
    const used = this.#ended.pop();
    if (used === undefined) {
      const made: Begun = { step, of, startedUs, state: 'awaited', block };
      this.#all.push(made);
      return made;
    }
    used.step = step;
    used.of = of;
    used.startedUs = startedUs;
    used.state = 'awaited';
    used.block = block;
    return used;
  }

  end(one: Begun): void {
    if (one.state === 'awaited') this.awaited--;
    one.state = 'ended';
    one.block = null;
    this.#ended.push(one);
  }

  /** It goes on, and nobody waits for its end: a stream that is kept open. */
  keepOpen(one: Begun): void {
    if (one.state !== 'awaited') return;
    this.awaited--;
    one.state = 'open';
  }

  /** From now on its end is waited for. */
  wait(one: Begun): void {
    if (one.state !== 'open') return;
    this.awaited++;
    one.state = 'awaited';
  }

  /** The iteration has returned: what is awaited is floating from now on. Gives those, each once. */
  leave(): Begun[] {
    const left = this.#all.filter(({ state }) => state === 'awaited');
    for (const one of left) one.state = 'floating';
    this.awaited = 0;
    return left;
  }

  /** Everything whose end somebody waits for or has forgotten to wait for. */
  unfinished(): Begun[] {
    return this.#all.filter(({ state }) => state === 'awaited' || state === 'floating');
  }
}
