/**
 * The house's floor plan: which room a file of the product is in, and which rooms it may import. The sentences behind the
 * table are in CONTRIBUTING.md; the table is the rule.
 */

interface Doors {
  /** Rooms whose values and types may be imported. */
  readonly all: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
}

/**
 * The verbs in `cli` call trial.ts and judge-run.ts. `quick` makes a plan of its arguments and others find runs, so `plan`
 * and `evidence` are open to them too; `act` and what judges are not.
 */
export const doors: Readonly<Record<string, Doors>> = {
  std: { all: [] },
  evidence: { all: ['std'] },
  plan: { all: ['std'], types: ['evidence', 'judge'] },
  act: { all: ['plan', 'evidence', 'std'] },
  judge: { all: ['plan', 'evidence', 'std'] },
  report: { all: ['judge', 'evidence', 'std'], types: ['plan'] },
  'judge-run': { all: ['plan', 'evidence', 'judge', 'report', 'std'] },
  tail: { all: ['plan', 'evidence', 'judge', 'std'] },
  'trial-settings': { all: [], types: ['plan', 'evidence', 'judge-run'] },
  trial: { all: ['trial-settings', 'plan', 'act', 'evidence', 'judge', 'report', 'judge-run', 'tail', 'std'] },
  index: {
    all: ['plan', 'act', 'trial', 'judge-run'],
    types: ['trial-settings', 'evidence', 'judge', 'report', 'std'],
  },
  power: { all: ['plan', 'evidence', 'report', 'std'], types: ['judge'] },
  cli: { all: ['trial', 'judge-run', 'power', 'plan', 'evidence', 'report', 'std'], types: ['judge'] },
  bin: { all: ['cli'] },
};

/** The room of a product's file ("std", "act", "trial" ...), or undefined when it is elsewhere. */
export function roomOf(path: string): string | undefined {
  if (path.startsWith('seatrial/bin/')) return 'bin';
  const inside = /^seatrial\/src\/(?:(\w+)\/|(trial|trial-settings|tail|judge-run|index)\.ts$)/.exec(path);
  return inside?.[1] ?? inside?.[2];
}

/**
 * Inside a room with families: which a family may import. What is not named here may be imported by none of its neighbours; files of
 * the room itself, beside the families, stand under them all (`judge`) or over them all (`act`).
 */
export const families: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  act: {
    systems: [],
    http: ['systems'],
    history: [],
    phases: ['systems'],
    faults: ['systems'],
    observe: ['systems'],
    load: ['systems', 'phases', 'http', 'history'],
  },
  judge: {
    generator: [],
    access: [],
    faults: ['generator'],
    history: ['faults'],
    load: ['generator'],
    system: ['faults'],
  },
};

/** The family a file is in, inside its room ("load", "faults" ...); undefined for files of the room itself. */
export function familyOf(path: string): string | undefined {
  const [, room = '', family = ''] = /^seatrial\/src\/(\w+)\/([^/]+)\//.exec(path) ?? [];
  return families[room]?.[family] === undefined ? undefined : family;
}

/**
 * What systems stand on, below `service`: packages of one concept each, with the npm libraries that each may import. One may import those
 * that stand before it, and not those after it.
 */
export const servicePackages: ReadonlyMap<string, readonly string[]> = new Map([
  ['log', ['pino']],
  ['process', []],
  ['time', []],
  ['metrics', ['prom-client']],
  ['http', []],
  ['sql', ['pg']],
  ['identity', ['jose']],
]);

/** What a file belongs to: kits/s3, service/log, systems/mesh, seatrial (or its templates, or its entries of kits), bench, examples, tools. */
export function packageOf(path: string): string {
  const [top = '', name = ''] = path.split('/');
  if (top === 'seatrial' && (name === 'templates' || name === 'kits')) return `seatrial/${name}`;
  return ['kits', 'service', 'systems'].includes(top) ? `${top}/${name}` : top;
}
