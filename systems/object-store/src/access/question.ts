/**
 * What is asked at the door: may this principal do this to that bucket or object, by this request? Everything an answer may depend on is
 * in the question, so that answering is a pure function, and a part of the composition.
 */
import type { Principal } from '../auth/principal.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { Tags } from '../metadata/interface/objects.ts';
import type { Query } from '../wire/uri.ts';
import type { Action } from './actions.ts';

/** The facts of a request that conditions of a policy ask about. */
export interface RequestFacts {
  readonly headers: ReadonlyMap<string, string>;
  readonly query: Query;
  /** IPv4 or IPv6, as the socket says; no header is believed. */
  readonly sourceIp: string;
  /** Came over TLS. */
  readonly secure: boolean;
  readonly nowMs: number;
}

export interface AccessQuestion {
  /** Undefined: nobody signed the request. */
  readonly principal: Principal | undefined;
  readonly action: Action;
  readonly bucket: Pick<Bucket, 'name' | 'tenant' | 'settings'>;
  /** Empty for actions on the bucket itself. */
  readonly key: string;
  readonly versionId: string | undefined;
  /** The object as it is now, if there is one. Always looked up for strangers; for the owner only when the policy asks for its tags. */
  readonly object: { readonly acl: string | undefined; readonly tags: Tags } | undefined;
  /** The tenant that began the upload in parts that a request to list its parts or to abort it names. */
  readonly initiator: string | undefined;
  readonly request: RequestFacts;
}

/** A part of the composition. True lets the request through. */
export type Policy = (question: AccessQuestion) => boolean;
