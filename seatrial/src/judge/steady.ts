/**
 * When a journey worked: stretches of time in which completions came without a failure and without a pause. Windows
 * exist only where something completed, so between them nothing did; how long a pause is normal (a slow journey, few
 * users) is learned from before the fault.
 */
import type { RecordOf } from '../evidence/records.ts';
import type { Span } from './measured-time.ts';

type Window = RecordOf<'window'>;

/**
 * The stretches in the order of time. A window with one failure is no part of any; windows of several steps may overlap.
 * @param pauseUs two windows that far apart still belong together
 */
export function steadySpans(windows: readonly Window[], pauseUs: number): Span[] {
  const failing = windows.filter((window) => window.failed > 0).sort(byStart);
  let spans = joined(windows, pauseUs);
  for (const { fromUs, toUs } of failing) {
    spans = spans.flatMap((span) => {
      if (toUs <= span.fromUs || fromUs >= span.toUs) return [span];
      return [
        { fromUs: span.fromUs, toUs: fromUs },
        { fromUs: toUs, toUs: span.toUs },
      ].filter((part) => part.toUs > part.fromUs);
    });
  }
  return spans;
}

/** The longest pause between windows that end by `untilUs`; at least one window's length, which is the resolution. */
export function normalPauseUs(windows: readonly Window[], untilUs: number): number {
  const spans = joined(
    windows.filter((window) => window.toUs <= untilUs),
    0,
  );
  const pauses = spans.slice(1).map((span, index) => span.fromUs - (spans[index]?.toUs ?? span.fromUs));
  return Math.max(0, ...windows.slice(0, 1).map((window) => window.toUs - window.fromUs), ...pauses);
}

/** The time that windows cover, joined over pauses of at most `pauseUs`. */
function joined(windows: readonly Window[], pauseUs: number): Span[] {
  const spans: { fromUs: number; toUs: number }[] = [];
  for (const { fromUs, toUs } of [...windows].sort(byStart)) {
    const last = spans.at(-1);
    if (last && fromUs - last.toUs <= pauseUs) last.toUs = Math.max(last.toUs, toUs);
    else spans.push({ fromUs, toUs });
  }
  return spans;
}

function byStart(a: Span, b: Span): number {
  return a.fromUs - b.fromUs;
}
