/** Who may touch a bucket: its owner's tenant, for everything; nobody else, for anything. */
import type { Principal } from './principal.ts';

export type Action = 'read' | 'write';

export type Policy = (principal: Principal | undefined, action: Action, bucket: { readonly tenant: string }) => boolean;

export const ownersOnly: Policy = (principal, _action, bucket) => principal?.tenant === bucket.tenant;
