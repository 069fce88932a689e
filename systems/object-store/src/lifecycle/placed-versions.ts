/**
 * Walks all versions of a bucket, page by page, and says of each where it stands among the versions of its key. Keeps one version in mind,
 * however many a key has.
 */
import type { ListedVersion, Objects } from '../metadata/interface/objects.ts';
import type { PlacedVersion } from './rules.ts';

const PAGE_LIMIT = 1000;

/** By key, the newest version of each first. */
export async function* placedVersions(
  metadata: Pick<Objects, 'listVersions'>,
  bucketId: number,
): AsyncGenerator<PlacedVersion> {
  let previous: PlacedVersion | undefined;
  for await (const version of allVersions(metadata, bucketId)) {
    const sameKey = version.key === previous?.key;
    if (previous !== undefined) yield { ...previous, oldest: !sameKey };
    // A key whose page ended with a version that is gone meanwhile is listed from its latest again.
    previous = place(version, sameKey && !version.latest ? previous : undefined);
  }
  if (previous !== undefined) yield { ...previous, oldest: true };
}

function place(version: ListedVersion, newer: PlacedVersion | undefined): PlacedVersion {
  const newerReplaced = newer === undefined ? 0 : newer.newerReplaced + (newer.replacedMs === undefined ? 0 : 1);
  return { ...version, replacedMs: newer?.modifiedMs, newerReplaced, oldest: false };
}

async function* allVersions(metadata: Pick<Objects, 'listVersions'>, bucketId: number): AsyncGenerator<ListedVersion> {
  const query = { prefix: '', delimiter: '', limit: PAGE_LIMIT };
  let at: { readonly key: string; readonly versionId: string | undefined } | undefined = {
    key: '',
    versionId: undefined,
  };
  while (at !== undefined) {
    const page = await metadata.listVersions(bucketId, { ...query, after: at.key, afterVersionId: at.versionId });
    yield* page.versions;
    at = page.continueAfter;
  }
}
