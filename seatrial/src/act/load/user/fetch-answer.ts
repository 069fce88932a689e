/** An answer of `fetch` that a step returned: a step whose answer says no has failed, whatever client it was asked with. */
import type { Cause } from '../../../evidence/records.ts';

export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
}

/** Known by its looks: a `Response` of Node, or of a package that has one of its own. */
export function fetchAnswerOf(result: unknown): FetchAnswer | null {
  if (typeof result !== 'object' || result === null) return null;
  const { ok, status, headers } = result as Partial<Record<'ok' | 'status' | 'headers', unknown>>;
  if (typeof ok !== 'boolean' || typeof status !== 'number' || typeof headers !== 'object') return null;
  return { ok, status };
}

/** Why a step failed. */
export interface Refusal {
  readonly cause: Cause;
  readonly why: string;
}

/** Statuses that clients of the journey's own were answered, beside the answer that the step returned and which speaks for itself. */
export function answersBeside(answer: FetchAnswer | null, refusals: readonly number[]): number[] {
  const beside = [...refusals];
  if (answer === null || answer.ok) return beside;
  if (refusalOf(answer) === null) return [...beside, answer.status];
  const own = beside.indexOf(answer.status);
  if (own >= 0) beside.splice(own, 1);
  return beside;
}

/** Why the step failed that returned it; null where it did not. */
export function refusalOf({ ok, status }: FetchAnswer): Refusal | null {
  if (ok || status < 400) return null;
  const kind = status < 600 ? Math.floor(status / 100) : 5;
  return { cause: `status ${kind}xx` as Cause, why: `status ${status}` };
}
