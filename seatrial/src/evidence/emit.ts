/**
 * How acting code leaves evidence: one function that takes a fact. Who writes it down, gives it a number and an instant,
 * and where, is not known here.
 */
import type { Fact } from './records.ts';

export type Emit = (fact: Fact) => void;

/** What an attempt on a system came to; `because` is a sentence for a person. */
export type AttemptResult = { ok: true } | { ok: false; because: string };
