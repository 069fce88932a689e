/** How findings count and enumerate in English; quantities with units are `std/units`. */
import { many } from '../std/many.ts';

export { many };

/** `outOf(3, 1204, 'request')` is `'3 of 1,204 requests'`. */
export function outOf(part: number, whole: number, noun: string): string {
  return `${part.toLocaleString('en-US')} of ${many(whole, noun)}`;
}

/** The first few, in quotation marks: `'a', 'b', 'c' and 4 more`. */
export function naming(names: Iterable<string>, atMost = 3): string {
  const all = [...names];
  const shown = all.slice(0, atMost).map((name) => `'${name}'`);
  return shown.join(', ') + (all.length > atMost ? ` and ${all.length - atMost} more` : '');
}
