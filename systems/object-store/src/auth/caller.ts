/** Who sends a request to the files API. The tenant stands in the credential and comes from nowhere else. */

/** Everybody with a credential uses the files of their own tenant; what concerns the whole store needs a role. */
export const roles = ['admin'] as const;

export type Role = (typeof roles)[number];

export interface Caller {
  readonly tenant: string;
  readonly roles: readonly Role[];
}

export type Identified =
  | { readonly kind: 'known'; readonly caller: Caller }
  /** `message` tells the client what is wrong without telling a stranger anything. */
  | { readonly kind: 'missing' | 'invalid'; readonly message: string };

export function knownRoles(values: readonly unknown[]): Role[] {
  return roles.filter((role) => values.includes(role));
}
