/**
 * Defect, an off-by-one in the place a listing goes on from (the seed's class M7): the first item of every next page is lost.
 */
import type { ListPage } from '../src/metadata/interface/objects.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'checks of integrity: a list in pages shows every key once, in order';

export const plant: Defect = (parts) => ({
  ...parts,
  metadata: {
    ...parts.metadata,
    async list(bucketId, query) {
      if (query.limit === 0) return parts.metadata.list(bucketId, query);
      const page = await parts.metadata.list(bucketId, { ...query, limit: query.limit + 1 });
      const items = page.objects.length + page.commonPrefixes.length;
      return items > query.limit ? withoutLast(page) : page;
    },
  },
});

/** Goes on after the item that it leaves out. */
function withoutLast(page: ListPage): ListPage {
  const key = page.objects.at(-1)?.key;
  const prefix = page.commonPrefixes.at(-1);
  if (prefix === undefined || (key !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(prefix)) > 0)) {
    return { ...page, objects: page.objects.slice(0, -1), continueAfter: key };
  }
  return { ...page, commonPrefixes: page.commonPrefixes.slice(0, -1), continueAfter: prefix };
}
