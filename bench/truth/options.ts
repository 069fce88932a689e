/** The arguments of `npm run truth`, and which rows they choose. It reads nothing but what it is handed. */
import { parseArgs } from 'node:util';
import type { Row } from './row.ts';

export interface Options {
  /** Adds the column of a machine whose cores are busy. */
  readonly busy: boolean;
  /** Rows of systems that others wrote, in place of the small ones. */
  readonly others: boolean;
  readonly rows: readonly string[];
  readonly share: { readonly part: number; readonly of: number };
  readonly seed: number;
  readonly atMostS: number;
  readonly repeat: number;
  readonly list: boolean;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      busy: { type: 'boolean', default: false },
      others: { type: 'boolean', default: false },
      row: { type: 'string', multiple: true, default: [] },
      share: { type: 'string', default: '1/1' },
      seed: { type: 'string', default: '1' },
      'at-most': { type: 'string', default: '3600s' },
      repeat: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
    },
  });
  const share = /^(\d+)\/(\d+)$/.exec(values.share);
  const atMost = /^(\d+)s$/.exec(values['at-most']);
  if (share === null || atMost === null) throw new Error('write such as --share 1/3 and --at-most 180s');
  return {
    busy: values.busy,
    others: values.others,
    rows: values.row,
    share: { part: Number(share[1]), of: Number(share[2]) },
    seed: Number(values.seed),
    atMostS: Number(atMost[1]),
    repeat: Number(values.repeat),
    list: values.list,
  };
}

/** The rows named, or a share of all of them that the seed chooses. */
export function choose(all: readonly Row[], { rows, share, seed, repeat }: Options): Row[] {
  const unknown = rows.filter((name) => !all.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}; --list shows their names`);
  const named = rows.length === 0 ? all : all.filter(({ name }) => rows.includes(name));
  const whole = share.part === share.of;
  const chosen = whole ? [...named] : shuffled(named, seed).slice(0, Math.ceil((named.length * share.part) / share.of));
  return Array.from({ length: repeat }, () => chosen).flat();
}

/** In an order that only the seed decides. */
function shuffled(rows: readonly Row[], seed: number): Row[] {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  return rows
    .map((row) => ({ row, place: next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ row }) => row);
}
