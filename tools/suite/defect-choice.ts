/**
 * Which planted defects a change is tried with: those that stand on a file that was changed, first, and then a share of all, which the seed
 * chooses. Without options it is all of them, or those that are named.
 */
import { parseArgs } from 'node:util';

export interface Choice {
  /** Names of defects, or `healthy`; none means all. */
  readonly names: readonly string[];
  /** The commit that all of them passed at; null where it is not known. */
  readonly changedSince: string | null;
  /** Null where no share was asked for. */
  readonly share: { readonly part: number; readonly of: number } | null;
  readonly seed: number;
  /** The folder of a system below `systems`; null means every one. */
  readonly system: string | null;
  /** One machine of several: every `of`-th of those that are left. */
  readonly shard: { readonly part: number; readonly of: number };
}

/** @throws an error for a person, when an option is wrong */
export function readChoice(args: readonly string[]): Choice {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      changed: { type: 'string' },
      share: { type: 'string' },
      seed: { type: 'string', default: '1' },
      system: { type: 'string' },
      shard: { type: 'string', default: '1/1' },
    },
  });
  const share = /^(\d+)\/(\d+)$/.exec(values.share ?? '1/1');
  const shard = /^(\d+)\/(\d+)$/.exec(values.shard);
  if (share === null || !/^\d+$/.test(values.seed)) throw new Error('write such as --share 1/10 --seed 42');
  if (shard === null || Number(shard[1]) < 1 || Number(shard[1]) > Number(shard[2]))
    throw new Error('write such as --shard 1/4');
  return {
    names: positionals,
    changedSince: values.changed || null,
    share: values.share === undefined ? null : { part: Number(share[1]), of: Number(share[2]) },
    seed: Number(values.seed),
    system: values.system ?? null,
    shard: { part: Number(shard[1]), of: Number(shard[2]) },
  };
}

/** Those that stand on a changed file, in an order that only the seed decides, and then the share of the others. */
export function chooseDefects<Defect extends { readonly standsOn: readonly string[] }>(
  all: readonly Defect[],
  changed: readonly string[],
  { share, seed, shard }: Choice,
): Defect[] {
  const isMine = (_: Defect, index: number): boolean => index % shard.of === shard.part - 1;
  if (share === null) return all.filter(isMine);
  const order = shuffled(all, seed);
  const hit = order.filter(({ standsOn }) => standsOn.some((path) => changed.includes(path)));
  const drawn = order.slice(0, Math.ceil((all.length * share.part) / share.of));
  return [...new Set([...hit, ...drawn])].filter(isMine);
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  for (let round = 0; round < 3; round++) next();
  return items
    .map((item) => ({ item, place: next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
