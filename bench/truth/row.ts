/**
 * A row of the table: a small plan with a truth that is known, and what Seatrial must say of it. A row holds text only;
 * it starts nothing. The plan is text because plans are never checked by a compiler when they run, and rows misspell them.
 */

/**
 * What is true of a claim. `unproven`: nothing can be told from what the plan does. `not proven` and `not disproven`: the
 * verdict named is wrong, and either of the two others is right.
 */
export type Truth = 'proven' | 'disproven' | 'unproven' | 'not proven' | 'not disproven';

export interface Row {
  /** Unique; what `--row` takes. */
  readonly name: string;
  /** The kind of mistake it watches for, and what is true, in one sentence. */
  readonly about: string;
  /** A folder of the repository with a `trial.ts` that is run as it is; the texts below are empty then. */
  readonly folder?: string;
  /** The plan's text up to `defineTrial`: systems and journeys. */
  readonly parts: string;
  /** The text inside `phases: [...]`. */
  readonly phases: string;
  /** The text inside `claims: [...]`. */
  readonly claims: string;
  /** Further text of `defineTrial({...})`: `seed: 3`. */
  readonly also?: string;
  /**
   * By a claim's id, by its kind (every claim of that kind) or `whole` (the scorecard); or the words that must be said of a
   * mistake, with exit code 64.
   */
  readonly truth: Readonly<Record<string, Truth>> | { readonly mistake: readonly RegExp[] };
  /** Words that the finding of a claim must have, by the claim's id. */
  readonly says?: Readonly<Record<string, RegExp>>;
  /** Of claims that `truth` does not name; any verdict is right without it. */
  readonly others?: Truth;
  /** Runs alone, because its verdict hangs on time that another row could take. */
  readonly alone?: true;
  /** Busy loops beside it, in both columns; it runs alone. */
  readonly beside?: number;
  /** Packages of this repository that the plan or its system imports. */
  readonly packages?: readonly string[];
  /** Why it cannot run on this machine; null when it can. */
  readonly missing?: () => string | null;
  /** Longest run in seconds; 45 is the default. */
  readonly atMostS?: number;
}

const WORDS = 'claim, defineTrial, fault, feeder, journey, load, readBack, system, together';

/** The plan as a file of its own. */
export function planText({ name, parts, phases, claims, also }: Row): string {
  return [
    `import { ${WORDS} } from 'seatrial';`,
    parts,
    `export default defineTrial({ name: '${name}', ${also === undefined ? '' : `${also}, `}systems: ${systemsOf(parts)},`,
    `  phases: [${phases}],`,
    `  claims: [${claims}] });`,
    '',
  ].join('\n');
}

/** Every system that the parts declare, in order. */
function systemsOf(parts: string): string {
  return `[${[...parts.matchAll(/const (\w+) = system\(/g)].map(([, variable]) => variable).join(', ')}]`;
}

/** Text of a system `api`: `web.mjs` with options such as `every=30`. */
export function web(options = '', more = ''): string {
  return started('api', 'web.mjs', options, more);
}

/** Text of a system `kv`: `store.mjs`, a store of keys and values. */
export function store(options = '', more = ''): string {
  return started('kv', 'store.mjs', options, more);
}

function started(name: string, file: string, options: string, more: string): string {
  const words = ['node', file, '{port}', '{dir}', ...options.split(' ').filter((word) => word !== '')];
  const command = `[${words.map((word) => `'${word}'`).join(', ')}]`;
  return `const ${name} = system('${name}', { command: ${command}, ready: { http: '/health' }${more === '' ? '' : `, ${more}`} });`;
}

/** Text of a journey `j` that asks once for a path. */
export function asks(path = '/', options = ''): string {
  return `const j = journey('j', async (t) => { await t.http.get('${path}'${options === '' ? '' : `, ${options}`}); });`;
}

/** Text of a fault: kills the first instance of a system. */
export function kill(system: string, at: string, restartAfter: string): string {
  return `faults: [fault.kill(${system}.instance(1), { at: '${at}', restartAfter: '${restartAfter}' })]`;
}
