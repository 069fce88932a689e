/**
 * The last step of storing bytes: the metadata refers to them from now on, or they are let go. When an exception leaves it open whether it does,
 * they stay: if nothing refers to them, the cleanup removes them once the session they were written under is over.
 */
import { DatabaseUnavailableError } from '@seatrial/service-sql';
import { NoSpaceError } from './chunks/chunk-store.ts';
import type { Content, ContentStore } from './contents/content-store.ts';

/** Throws what `commit` throws. */
export async function commitContent<Outcome extends { readonly kind: string }>(
  contents: ContentStore,
  content: Content,
  commit: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    const outcome = await commit();
    if (outcome.kind !== 'stored') contents.remove(content.chunks);
    return outcome;
  } catch (error) {
    const unchanged = error instanceof DatabaseUnavailableError || error instanceof NoSpaceError;
    if (unchanged) contents.remove(content.chunks);
    throw error;
  }
}
