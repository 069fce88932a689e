/** What a protocol counts on: the desk of the user that speaks it. A step begins in `underWay` and is counted in `completed`, once. */
import type { Tags } from '../../../std/tags.ts';
import type { DefaultHeaders } from '../../http/default-headers.ts';
import type { Completion } from './recorder.ts';
import type { TagSet } from './tag-sets.ts';
import type { Begun, UnderWay } from './under-way.ts';

export interface StepDesk {
  readonly signal: AbortSignal;
  readonly nowUs: () => number;
  /** What each request to the journey's system carries. */
  readonly defaults: DefaultHeaders;
  readonly context: { readonly user: { readonly iteration: number } };
  takeDueUs(): number | null;
  /** The set of these tags; throws a sentence when they cannot be tags. */
  tagged(tags: Tags): TagSet;
  /** What is begun there ends there, or by `completed`. */
  readonly underWay: UnderWay;
  /** Ends a step and counts it. */
  completed(one: Begun, done: Completion, tags: TagSet | null): void;
  /** Notes what Seatrial will not do; gives the error back. */
  refused<E>(error: E): E;
}
