/**
 * How each check is tested itself: an example that it must accept and examples that it must refuse, as texts by path.
 * A refused example is refused once, for the reason it was made for, and says what to do instead.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../parse.ts';
import type { Check, Offence, SourceFile } from '../source.ts';

export type Example = Readonly<Record<string, string>>;

export function example(texts: Example): SourceFile[] {
  return parse(Object.entries(texts).map(([path, text]) => ({ path, text })));
}

export function accepts(check: Check, name: string, texts: Example): void {
  test(`accepts ${name}`, () => assert.deepEqual(check(example(texts)), []));
}

/** `expected`: what else the one offence must have, such as its line. */
export function refuses(check: Check, name: string, texts: Example, expected: Partial<Offence> = {}): void {
  test(`refuses ${name}`, () => {
    const offences = check(example(texts));
    assert.equal(offences.length, 1, JSON.stringify(offences));
    assert.partialDeepStrictEqual(offences[0], expected);
    assert.ok(offences[0]?.what && offences[0].instead);
  });
}
