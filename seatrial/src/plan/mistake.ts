/**
 * Mistakes of a plan that show only while it runs: errors that a journey is given for what it asked wrongly, and where in
 * the plan that was. Whose mistake an error of the journey's own is, `act/load` decides.
 */
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shown } from '../std/shown.ts';
import { isPlain } from './options.ts';

/** What Seatrial refuses to do, whatever a system answered: another host, an option there is not, a promise for a value. */
export class PlanMistakeError extends Error {
  override readonly name = 'PlanMistake';
  /** Whether it is in the evidence already, as a fact of its own. */
  isNoted = false;

  constructor(message: string) {
    super(message);
    keepWholeStack(this);
  }
}

/** A value that cannot be used and that may be what a system answered, or did not: whose mistake it is, the answers before it tell. */
export class DoubtfulValue extends TypeError {
  override readonly name = 'DoubtfulValue';

  constructor(message: string) {
    super(message);
    keepWholeStack(this);
  }
}

/** Marks what is in the evidence, and gives it back. */
export function noted(error: unknown): unknown {
  if (error instanceof PlanMistakeError) error.isNoted = true;
  return error;
}

/** The place in the plan may stand below many calls of our own. */
function keepWholeStack(error: Error): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  Error.captureStackTrace(error);
  Error.stackTraceLimit = limit;
}

/**
 * The error for a value of the wrong kind.
 * @example throw wrongValue("t.check('is paid')", answer, 'true or false') // t.check('is paid'): a promise is not true or false; await it
 */
export function wrongValue(what: string, value: unknown, wanted: string, hint = `give ${wanted}`): Error {
  if (value === undefined || value === null) return new DoubtfulValue(`${what}: ${value} is not ${wanted}; ${hint}`);
  if (isThenable(value)) {
    value.then(undefined, () => undefined); // it is refused, so nobody will ever look at how it fails
    return new PlanMistakeError(`${what}: a promise is not ${wanted}; await it`);
  }
  if (typeof value === 'function') return new PlanMistakeError(`${what}: a function is not ${wanted}; call it`);
  return new PlanMistakeError(`${what}: ${shown(value)} is not ${wanted}; ${hint}`);
}

/** The value if it is text; throws a sentence that names what it was for. */
export function textOf(what: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongValue(what, value, 'text', 'write it as text, such as String(id)');
}

/** Throws unless it is an object of names and values: no list, no Map, no URLSearchParams. */
export function mustBePlain(what: string, value: unknown): asserts value is Readonly<Record<string, unknown>> {
  if (!isPlain(value)) throw wrongValue(what, value, 'a plain object', "write it as { name: 'value' }");
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

const OWN_FOLDER = fileURLToPath(new URL('../', import.meta.url));
const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()\n]*?):(\d+):\d+\)?$/gm;

/** `trial.ts:12`: the first place in the error's stack that is neither Seatrial's nor Node's nor a package's; null without one. */
export function placeInPlan(error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = [...stack.matchAll(FRAME)].map(([, file = '', line]) => ({ file: pathOf(file), line }));
  const theirs = frames.filter(({ file }) => !isOwn(file));
  const first = theirs.find(({ file }) => !file.includes('/node_modules/')) ?? theirs[0];
  if (first === undefined) return null;
  const near = relative('.', first.file);
  return `${near.startsWith('..') ? basename(first.file) : near}:${first.line}`;
}

function pathOf(file: string): string {
  return file.startsWith('file://') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file;
}

/** Tests, and the plans they write beside the code, are users of Seatrial and not part of it. */
function isOwn(file: string): boolean {
  return file.startsWith(OWN_FOLDER) && !/\/\.[^/]+\/|\.test\.[jt]s$/.test(file);
}
