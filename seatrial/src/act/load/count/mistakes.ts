/** Mistakes of the plan that a phase met, each with how often: a million of one are one record a window. */
const MAX_MISTAKES = 20;
const LONGEST = 300;

export interface Mistake {
  readonly what: string;
  /** `file:line` of the plan; null where it is not known. */
  readonly where: string | null;
  count: number;
}

export class Mistakes {
  readonly #counted = new Map<string, Mistake>();
  readonly #known = new Set<string>();

  note(what: string, where: string | null): void {
    const key = `${where} ${what}`;
    if (this.#known.size < MAX_MISTAKES) this.#known.add(key);
    if (this.#known.has(key)) this.#count(key, what.slice(0, LONGEST), where);
    else this.#count('', `further mistakes: more than ${MAX_MISTAKES} differ`, null);
  }

  /** Everything since it was asked last. */
  take(): Mistake[] {
    const taken = [...this.#counted.values()];
    this.#counted.clear();
    return taken;
  }

  #count(key: string, what: string, where: string | null): void {
    const mistake = this.#counted.get(key);
    if (mistake) mistake.count++;
    else this.#counted.set(key, { what, where, count: 1 });
  }
}
