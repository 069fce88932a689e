/**
 * What a journey gives to `t` beside requests, looked at before it becomes evidence: a check that cannot fail, a name that
 * is no text or a value that cannot be written would prove nothing and break the journal.
 */
import type { Feeder } from '../../../plan/feeder.ts';
import type { JourneyContext } from '../../../plan/journey.ts';
import { PlanMistakeError, textOf, wrongValue } from '../../../plan/mistake.ts';
import { isPlain } from '../../../plan/options.ts';
import { suggest } from '../../../plan/problems.ts';
import { keepable, type OptionChecks, options, stepNamed, text } from '../options.ts';

const OPERATIONS = ['write', 'read', 'delete'];
const OUTCOMES = ['ok', 'failed', 'unknown'];
const RESULTS = ['allowed', 'denied', 'unknown'];

type Attempt = Parameters<JourneyContext['access']>[0];
const ATTEMPT: OptionChecks<Attempt> = {
  actor: text,
  owner: text,
  action: text,
  resource: text,
  result: (what, value) => oneOf(what, value, RESULTS),
  why: text,
};
const checkAttempt = options(ATTEMPT, ['actor', 'owner', 'action', 'resource', 'result', 'why']);

type Ending = NonNullable<Parameters<ReturnType<JourneyContext['history']['begin']>['end']>[1]>;
const ENDING: OptionChecks<Ending> = { value: textOrNull, why: text };
const checkDetails = options(ENDING);

export function checkHeld(name: unknown, ok: unknown, detail: unknown): void {
  textOf('the name of t.check', name);
  if (typeof ok !== 'boolean')
    throw wrongValue(`t.check('${name}')`, ok, 'true or false', 'compare it: write x === ...');
  if (detail !== undefined && detail !== null) textOf(`the detail of t.check('${name}')`, detail);
}

export function checkStep(name: unknown, run: unknown, given: unknown): void {
  stepNamed('the name of t.step', name);
  if (typeof run !== 'function') throw wrongValue(`t.step('${name}')`, run, 'a function', 'write async () => ...');
  if (given !== undefined) options<{ tags: unknown }>({ tags: () => undefined })(`t.step('${name}')`, given);
}

export function checkOperation(op: unknown, key: unknown, value: unknown): void {
  oneOf('t.history.begin', op, OPERATIONS);
  textOf('the key of t.history.begin', key);
  if (value !== undefined && value !== null) keepable('the value of t.history.begin', value);
}

export function checkEnding(outcome: unknown, details: unknown): void {
  oneOf('the end of an operation', outcome, OUTCOMES);
  if (details !== undefined) checkDetails('the end of an operation', details);
}

export function checkAccess(attempt: unknown): void {
  checkAttempt('t.access', attempt);
}

export function checkFeeder(feeder: unknown): asserts feeder is Feeder<unknown> {
  if (!isPlain(feeder) || feeder.kind !== 'feeder')
    throw wrongValue('t.next', feeder, 'a feeder', "give what feeder.csv('people.csv') returned");
}

function textOrNull(what: string, value: unknown): void {
  if (value !== null) textOf(what, value);
}

function oneOf(what: string, value: unknown, words: readonly string[]): void {
  if (words.includes(value as string)) return;
  if (typeof value !== 'string') throw wrongValue(what, value, `one of ${words.join(', ')}`);
  throw new PlanMistakeError(`${what}: there is no '${value}'; ${suggest(value, words)}`);
}

/** What is said of a step whose function does not wait for what it does. */
export function noPromise(name: string): string {
  return `t.step('${name}'): its function returns no promise, so that nobody waits for what it does; return it or await it: async () => { await ... }`;
}
