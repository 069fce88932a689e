/**
 * The sets of tags of one phase. A journey writes a new object each time it tags a request, so a set is found by walking
 * its names and values, without making anything; only a set that is new is checked, written down and kept. There are at
 * most `MAX_SETS` of them: requests with others are counted together, and evidence says so.
 */
import { DoubtfulValue, PlanMistakeError } from '../../../plan/mistake.ts';
import { type Tags, type TagTexts, tagLabel, tagMistake, tagTexts } from '../../../std/tags.ts';

const MAX_SETS = 100;
/** One set is reached by as many ways as it has orders of its names; beyond this many, it is found by its label. */
const MAX_WAYS = 1000;

/** One set, the same object whenever it is met. */
export interface TagSet {
  readonly tags: TagTexts | 'too many';
}

export const TOO_MANY: TagSet = { tags: 'too many' };

interface Step {
  readonly further: Map<string, Map<unknown, Step>>;
  set: TagSet | null;
}

export class TagSets {
  readonly #first: Step = { further: new Map(), set: null };
  readonly #byLabel = new Map<string, TagSet>();
  #ways = 0;

  /** Throws a sentence when these cannot be tags. */
  of(tags: Tags): TagSet {
    let at: Step | undefined = this.#first;
    for (const name in tags) {
      at = at.further.get(name)?.get(tags[name]);
      if (at === undefined) return this.#met(tags);
    }
    return at.set ?? this.#met(tags);
  }

  #met(tags: Tags): TagSet {
    const mistake = tagMistake(tags);
    if (mistake) throw refusalOf(tags, `tags: ${mistake.problem}; ${mistake.hint}`);
    const label = tagLabel(tags);
    let set = this.#byLabel.get(label);
    if (set === undefined) {
      if (this.#byLabel.size >= MAX_SETS) return TOO_MANY;
      set = { tags: tagTexts(tags) };
      this.#byLabel.set(label, set);
    }
    if (this.#ways++ < MAX_WAYS) this.#wayTo(tags).set = set;
    return set;
  }

  #wayTo(tags: Tags): Step {
    let at = this.#first;
    for (const [name, value] of Object.entries(tags)) {
      const values = at.further.get(name) ?? new Map<unknown, Step>();
      at.further.set(name, values);
      const next = values.get(value) ?? { further: new Map(), set: null };
      values.set(value, next);
      at = next;
    }
    return at;
  }
}

/** A value that is missing may be one that a system did not answer. */
function refusalOf(tags: unknown, sentence: string): Error {
  const values = typeof tags === 'object' && tags !== null ? Object.values(tags) : [];
  const missing = values.some((value) => value === undefined || value === null);
  return missing ? new DoubtfulValue(sentence) : new PlanMistakeError(sentence);
}
