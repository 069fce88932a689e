/**
 * For stores that keep versions: what was replaced or hidden can be read by its id, the list of versions is complete and in order, and
 * what was deleted by its id is gone for good. In a bucket of its own, since versions cannot be switched off again.
 */
import { claim, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf, sha256 } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { ownBucket, type S3Kit } from './part.ts';
import { element, parseXml } from './xml.ts';

const KEPT = 5;

export function versions(kit: S3Kit): Part {
  const keeping = journey<{ offered: boolean }>(
    'versions',
    async (t) => {
      if (!t.data.offered) return;
      const bucket = ownBucket(t, kit, 'versions');
      const key = `versions/${t.unique('object')}`;
      const ids = await writtenOver(t, bucket, key);
      await allReadable(t, bucket, key, ids);
      await hiddenAndBack(t, bucket, key, ids);
      await goneForGood(t, bucket, key, ids);
    },
    {
      on: kit.system,
      setup: async (t) => {
        const bucket = ownBucket(t, kit, 'versions');
        await bucket.create();
        const enabled = element('VersioningConfiguration', element('Status', 'Enabled'));
        const extra = { name: 'PUT VERSIONING', expect: [200, ...OR_NOT_OFFERED] };
        const answer = await bucket.putDocument('versioning', enabled, extra);
        if (isOffered(answer) && answer.status !== 200)
          throw new Error(`Versioning could not be switched on: ${answer.text()}`);
        return { offered: isOffered(answer) };
      },
    },
  );
  return {
    phases: [load('versions', keeping, { users: 2, iterations: kit.count(12), for: '30s' })],
    claims: [
      claim.checks(keeping, { id: 'versions are kept until they are deleted, and no longer', category: 'data safety' }),
    ],
  };
}

const contentOfVersion = (key: string, n: number) => contentOf(`${key} ${n}`, 1000 + n);

/** Ids of versions, the oldest first. */
async function writtenOver(t: JourneyContext, bucket: Bucket, key: string): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < KEPT; n++) {
    const put = await bucket.put(key, contentOfVersion(key, n), { name: 'PUT version' });
    ids.push(put.headers['x-amz-version-id'] ?? '');
  }
  t.check(
    'every write makes a version with an id of its own',
    new Set(ids).size === KEPT && !ids.includes(''),
    ids.join(),
  );
  return ids;
}

function versionOf(bucket: Bucket, method: string, key: string, versionId: string, expect: readonly number[]) {
  return bucket.request(method, { key, query: { versionId } }, { name: `${method} version`, expect });
}

async function allReadable(t: JourneyContext, bucket: Bucket, key: string, ids: readonly string[]): Promise<void> {
  for (const [n, id] of ids.entries()) {
    const got = await versionOf(bucket, 'GET', key, id, [200]);
    const same = sha256(got.body) === contentOfVersion(key, n).sha256;
    t.check('a version is what was written then', got.status === 200 && same, `version ${n}: ${got.status}`);
  }
  const listed = await listedVersions(bucket, key);
  t.check('the list of versions has all, the newest first', listed.join() === [...ids].reverse().join(), listed.join());
}

/** A deletion hides what is there; without what hides it, it is there again. */
async function hiddenAndBack(t: JourneyContext, bucket: Bucket, key: string, ids: readonly string[]): Promise<void> {
  const hidden = await bucket.delete(key, { name: 'DELETE' });
  const marker = hidden.headers['x-amz-version-id'] ?? '';
  t.check('a deletion makes a delete marker', hidden.headers['x-amz-delete-marker'] === 'true' && marker !== '');
  const got = await bucket.get(key, { name: 'GET hidden', expect: 404 });
  t.check('what is hidden is 404', got.status === 404, String(got.status));
  const listed = await listedVersions(bucket, key);
  t.check(
    'a delete marker is in the list of versions',
    listed.includes(marker) && listed.length === KEPT + 1,
    listed.join(),
  );
  await versionOf(bucket, 'DELETE', key, marker, [204]);
  const back = await bucket.get(key, { name: 'GET latest' });
  const latest = contentOfVersion(key, KEPT - 1);
  t.check(
    'without its delete marker an object is back',
    sha256(back.body) === latest.sha256,
    `${back.status} ${ids.length}`,
  );
}

async function goneForGood(t: JourneyContext, bucket: Bucket, key: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await versionOf(bucket, 'DELETE', key, id, [204]);
    const got = await versionOf(bucket, 'GET', key, id, [404]);
    t.check('a version that was deleted is gone', got.status === 404, String(got.status));
  }
  const left = await listedVersions(bucket, key);
  t.check('deleted versions are in no list', left.length === 0, left.join());
}

/** Ids of versions and delete markers, as they are listed, in pages of three. */
async function listedVersions(bucket: Bucket, prefix: string): Promise<string[]> {
  const ids: string[] = [];
  let more: Record<string, string> = {};
  for (let pages = 0; pages < 10; pages++) {
    const query = { versions: '', prefix, 'max-keys': '3', ...more };
    const answer = await bucket.request('GET', { query }, { name: 'LIST VERSIONS' });
    const entries = [...answer.text().matchAll(/<VersionId>([^<]+)<\/VersionId>/g)].map(([, id = '']) => id);
    ids.push(...entries);
    const result = parseXml(answer.text())?.ListVersionsResult;
    if (result?.IsTruncated !== 'true') break;
    more = { 'key-marker': result.NextKeyMarker, 'version-id-marker': result.NextVersionIdMarker };
  }
  return ids;
}
