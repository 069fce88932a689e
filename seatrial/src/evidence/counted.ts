/**
 * What a window counts, and which windows the figures of a journey are about where no step is named. The one place for
 * that rule: judges, tables and the live view all ask here, so that a claim and a table speak of the same requests.
 *
 * Recovery has a rule of its own (`judge/faults/completions.ts`): messages are requests there too. A figure is of one kind, or it
 * would mix two distributions; but a journey works again only when whatever it asked for is answered, on streams as well.
 */
import type { Counted, RecordOf } from './records.ts';

/** The step that stands for the whole journey. */
export const WHOLE_JOURNEY = 'iteration';

/** The first of these that a journey has any of is what its figures are about. */
const ORDER: readonly Counted[] = ['request', 'message', 'step', 'iteration'];

type Counting = Pick<RecordOf<'window'>, 'of' | 'step'>;

/** In journals of version 0.1, which do not say, every step but the whole journey is a request. */
export function countedIn({ of, step }: Counting): Counted {
  return of ?? (step === WHOLE_JOURNEY ? 'iteration' : 'request');
}

/**
 * Requests; where there is none, what was exchanged on streams; where there is neither, `t.step` blocks; and iterations
 * where there is nothing else. Null of nothing.
 */
export function mainKind(records: readonly Counting[]): Counted | null {
  const seen = new Set(records.map(countedIn));
  return ORDER.find((kind) => seen.has(kind)) ?? null;
}

/** The windows that figures without a named step are about. */
export function mainWindows<W extends Counting>(windows: readonly W[]): readonly W[] {
  const kind = mainKind(windows);
  return windows.filter((window) => countedIn(window) === kind);
}

/** Whether figures of `kind` give way to figures of `other`. */
export function givesWayTo(kind: Counted, other: Counted): boolean {
  return ORDER.indexOf(other) < ORDER.indexOf(kind);
}
