/**
 * A plan before it is run: what would be started, done and claimed, and for how long. It is made from the checked plan
 * alone; nothing is started, asked or written for it.
 */
import type { PhaseKind } from '../../evidence/records.ts';
import type { Claim } from '../../plan/claims/claim.ts';
import type { ResolvedPhase, ResolvedPlan } from '../../plan/resolved.ts';
import { many } from '../../std/many.ts';
import { formatUs } from '../../std/units.ts';
import { tooShort } from '../figures/too-short.ts';
import { inkOf } from '../text/marks.ts';
import { columns, pad, printable, wrap } from '../text/screen-text.ts';

/** What `seatrial check --json` writes of a plan without a mistake. */
export interface Preview {
  readonly plan: string;
  readonly digest: string;
  readonly systems: readonly { name: string; what: string; instances: number; started: boolean }[];
  readonly phases: readonly {
    name: string;
    action: PhaseKind;
    subject: string;
    described: string;
    faults: readonly string[];
    /** How long it takes; null where that depends on the system: a number of iterations, reading back. */
    plannedMs: number | null;
    /** When a number of iterations is given up; null where it is no such phase. */
    atMostMs: number | null;
    /** Phases with the same number run at the same time. */
    group: number;
  }[];
  /** All phases whose time is known, one after another; starts and graceful stops come on top. */
  readonly loadMs: number;
  readonly claims: readonly {
    id: string;
    category: string;
    weight: number;
    endsTrial: boolean;
    /** What the plan lacks to show it, and what to add; absent where nothing is seen to lack. */
    note?: string;
  }[];
}

/** The plan as data. */
export function previewOf({ summary, actions, claims }: ResolvedPlan): Preview {
  const ends = Map.groupBy(actions.phases, ({ group }) => group).values();
  return {
    plan: summary.name,
    digest: summary.digest,
    systems: summary.systems.map(({ name, what, controlled, instances }) => ({
      name,
      what,
      instances,
      started: controlled,
    })),
    phases: actions.phases.map((phase) => ({
      name: phase.name,
      action: phase.kind,
      subject: phase.subject,
      described: phase.described,
      faults: phase.faults.map((fault) => fault.what),
      plannedMs: phase.plannedMs,
      atMostMs: phase.kind === 'load' && phase.plannedMs === null ? phase.durationMs : null,
      group: phase.group,
    })),
    loadMs: [...ends].reduce((sum, group) => sum + Math.max(...group.map(endMsOf)), 0),
    claims: claims.map((claim) => ({
      id: claim.id,
      category: claim.category,
      weight: claim.weight,
      endsTrial: 'abortOnFail' in claim && claim.abortOnFail !== undefined,
      ...noteOn(claim, actions.phases),
    })),
  };
}

/** What the numbers of a plan say; and data that is never read back is neither kept nor lost, unless the journey itself reads all of it again. */
function noteOn(claim: Claim, phases: readonly ResolvedPhase[]): { note?: string } {
  const short = tooShort(claim, phases);
  if (short !== null) return { note: short };
  if (claim.kind !== 'no-lost-writes') return {};
  if (phases.some((phase) => phase.kind === 'read-back' && phase.subject === claim.journey)) return {};
  return {
    note: `no phase reads back '${claim.journey}', so this will be unproven unless the journey reads each key after the last fault; add readBack(...)`,
  };
}

function endMsOf({ startAfterMs, plannedMs }: ResolvedPhase): number {
  return plannedMs === null ? 0 : startAfterMs + plannedMs;
}

/**
 * The preview for a person, ending in a line break. No line is wider than `width`, if it is finite.
 * @example renderPreview(previewOf(plan), { file: 'trial.ts', colour: false, width: 80 })
 */
export function renderPreview(
  preview: Preview,
  { colour, width }: { readonly colour: boolean; readonly width: number },
): string {
  const ink = inkOf(colour);
  const list = (title: string, rows: readonly (readonly [name: string, texts: readonly string[]])[]): string[] => {
    const size = Math.min(32, Math.max(0, ...rows.map(([name]) => columns(printable(name)))));
    const room = Math.max(30, width - size - 6);
    return [
      '',
      ink(title, 'bold'),
      ...rows.flatMap(([name, texts]) =>
        texts
          .flatMap((text) => wrap(printable(text), room))
          .map((line, index) => `  ${pad(index === 0 ? printable(name) : '', size)}  ${line}`.trimEnd()),
      ),
    ];
  };
  const { systems, phases, claims } = preview;
  const lines = [
    ink(printable(preview.plan), 'bold'),
    ...wrap(`${[...timesOf(preview), many(claims.length, 'claim')].join(', ')}.`, width - 4),
    ...list(
      'would start',
      systems.map(({ name, what, instances, started }) => [
        name,
        [started ? `${many(instances, 'instance')}: ${what}` : `nothing: it attaches to the ${what}`],
      ]),
    ),
    ...list(
      'would do',
      phases.map(({ name, subject, described, faults, group }, index) => [
        name,
        [`${subject} · ${described}${phases[index - 1]?.group === group ? ', at the same time' : ''}`, ...faults],
      ]),
    ),
    '',
    ink('would claim', 'bold'),
    ...claims.flatMap(({ id, weight, endsTrial, note }) => {
      const more = `${weight === 1 ? '' : `, weight ${weight}`}${endsTrial ? ', ends the trial when it is broken' : ''}`;
      const room = Math.max(30, width - 6);
      return [
        ...wrap(printable(id + more), room).map((line) => `  ${line}`),
        ...(note === undefined ? [] : wrap(printable(note), room - 2).map((line) => `    ${ink(line, 'unsure')}`)),
      ];
    }),
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

/** `about 18s of load`, `2 phases of iterations`, `reading back`. */
function timesOf({ loadMs, phases }: Preview): string[] {
  const iterations = phases.filter(({ atMostMs }) => atMostMs !== null).length;
  return [
    ...(loadMs > 0 ? [`about ${formatUs(loadMs * 1000)} of load`] : []),
    ...(iterations > 0 ? [`${many(iterations, 'phase')} of iterations`] : []),
    ...(phases.some(({ action }) => action === 'read-back') ? ['reading back'] : []),
  ];
}
