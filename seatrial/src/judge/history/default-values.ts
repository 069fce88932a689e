/**
 * Values that keys showed where they may have been deleted, and that nobody had written by then. It may be a default, in place of
 * an absence: where several keys showed the same, or where somebody writes it to that key later. Else it is from nowhere.
 */
import { formatUs } from '../../std/units.ts';
import { many } from '../wording.ts';
import { Cases } from './cases.ts';
import type { OperationRecord } from './key-history.ts';

interface Shown<T> {
  readonly key: string;
  /** Of the one key, until it is known that it is a default. */
  fromNowhere: (readonly [read: OperationRecord, one: T])[];
  isDefault: boolean;
}

/** `T` is what such a read is, should its value be from nowhere. */
export class DefaultValues<T> {
  readonly #byValue = new Map<string, Shown<T>>();
  readonly #defaults = new Cases<OperationRecord>();

  /** `isWritten`: whether somebody writes it to that key. */
  add(read: OperationRecord, isWritten: boolean, one: T): void {
    const { key, value } = read;
    if (value === null) return;
    const shown = this.#byValue.get(value) ?? { key, fromNowhere: [], isDefault: false };
    this.#byValue.set(value, shown);
    if (isWritten || shown.key !== key) shown.isDefault = true;
    shown.fromNowhere.push([read, one]);
    if (!shown.isDefault) return;
    for (const [first] of shown.fromNowhere) this.#defaults.add(first, first.startedUs, first.seq);
    shown.fromNowhere = [];
  }

  get fromNowhere(): T[] {
    return [...this.#byValue.values()].flatMap(({ fromNowhere }) => fromNowhere.map(([, one]) => one));
  }

  /** `noun`: what is told of, one a key or each read. */
  doubts(noun: 'key' | 'read'): string[] {
    const { count, first } = this.#defaults;
    if (!first) return [];
    return [
      `${many(count, noun)} showed a value that nobody had written by then, where it may have been deleted: a default or wrong is not known; tell a read of a default by t.history, as null, which is absence; first: key ${first.key} at ${formatUs(first.startedUs)}`,
    ];
  }
}
