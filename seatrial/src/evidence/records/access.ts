/** Facts about attempts between tenants. */

export type AccessFact = Access;

/** One attempt by one tenant (`actor`) on something that belongs to a tenant (`owner`, the same or another). */
export interface Access {
  kind: 'access';
  phase: string;
  journey: string;
  actor: string;
  owner: string;
  action: string;
  resource: string;
  result: 'allowed' | 'denied' | 'unknown';
  why: string;
  /** The beginning of the SHA-256 of what an owner was given at its own, where that is long enough to tell. Absent in older journals. */
  body?: string;
  /** What an owner was given at its own names that owner. Absent in older journals. */
  namesOwner?: true;
  /** It does not, and has less than 64 bytes, so that it may be a state, which others have in turn. Absent in older journals. */
  isShort?: true;
  /**
   * The beginning of the SHA-256 of the path that was asked, where somebody was let in, or where a read was answered 404. Absent in
   * older journals, and of what the plan told by itself.
   */
  path?: string;
}
