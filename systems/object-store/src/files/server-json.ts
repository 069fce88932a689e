/** Storage servers as administrators name them and see them. */
import type { MemberStatus } from '../placement/membership.ts';
import { FilesError } from './errors.ts';

export const SERVER_ID_PATTERN = /^[a-z0-9-]{1,32}$/;
export const ADDRESS_PATTERN = /^[\w.:[\]-]{1,255}:\d{1,5}$/;

/** `chunks` counts the copies it has. */
export function serverJson({ id, address, state, up, full, space }: MemberStatus, chunks: number) {
  return {
    id,
    address,
    state,
    up,
    full,
    chunks,
    available_bytes: space?.availableBytes ?? null,
    used_bytes: space?.usedBytes ?? null,
    total_bytes: space?.totalBytes ?? null,
  };
}

/** Throws invalid_body. */
export function readNewServer(body: unknown): { readonly id: string; readonly address: string } {
  const { id, address, ...others } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const fits = typeof id === 'string' && typeof address === 'string' && Object.keys(others).length === 0;
  if (fits && SERVER_ID_PATTERN.test(id) && ADDRESS_PATTERN.test(address)) return { id, address };
  throw new FilesError(
    'invalid_body',
    'Send { "id": "s7", "address": "HOST:PORT" }; an id has a-z, 0-9 and dashes, at most 32.',
  );
}
