/**
 * Stretches in which a part of a system stood still, such as one of two instances, while the rest answered: half of the users and
 * more waited at one time for what is quick otherwise, all of them about as long. Slow answers that come now and then are no
 * such stretch: others like them end while they last.
 */
import type { RecordOf } from '../../evidence/records.ts';
import { Histogram } from '../../std/histogram.ts';
import type { Span } from '../measured-time.ts';

type Window = RecordOf<'window'>;

/** Those that waited for so large a share of the longest wait are let go together with it. */
const AS_LONG = 0.8;
/** While it lasted, none ended that had taken so large a share of it. */
const LIKE = 0.5;
/** What is quick otherwise takes at most this share of it at the median. */
const QUICK = 0.1;

/** Sorted by the windows in which they ended. `enough`: whether so many were waiting that it counts. */
export function partStillIn(
  windows: readonly Window[],
  boundUs: number,
  enough: (waiting: number, during: Span) => boolean,
): (Span & { readonly waiting: number })[] {
  return [...Map.groupBy(windows, ({ step }) => step).values()].flatMap((its) => {
    const usualUs = Histogram.merge(its.map(({ service }) => service)).quantile(0.5);
    return its.flatMap((window) => {
      const lengthUs = AS_LONG * window.service.maxUs;
      const { fromUs, toUs } = window;
      if (lengthUs <= boundUs || lengthUs < toUs - fromUs || usualUs > QUICK * lengthUs) return [];
      const during = { fromUs: fromUs - lengthUs, toUs: fromUs };
      const meanwhile = its.filter((one) => one.fromUs >= during.fromUs && one.toUs <= during.toUs);
      if (meanwhile.length === 0 || meanwhile.some(({ service }) => service.maxUs > LIKE * lengthUs)) return [];
      const ended = its.filter((one) => one.fromUs < toUs && one.toUs > fromUs);
      if (ended.some((one) => one.service.maxUs > window.service.maxUs)) return []; // it is told by that one
      const waiting = Histogram.merge(ended.map(({ service }) => service)).countAbove(lengthUs);
      return enough(waiting, during) ? [{ ...during, waiting }] : [];
    });
  });
}
