/** Who sends a request. The tenant stands in the credential and comes from nowhere else. */

export interface Caller {
  readonly tenant: string;
  /** Everybody with a credential uses what is their own tenant's; what concerns the whole service needs a role. */
  readonly roles: readonly string[];
}

export type Identified =
  | { readonly kind: 'known'; readonly caller: Caller }
  /** `message` tells the client what is wrong without telling a stranger anything. */
  | { readonly kind: 'missing' | 'invalid'; readonly message: string };
