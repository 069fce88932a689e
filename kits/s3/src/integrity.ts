/**
 * What a store must refuse and must not forget: uploads that do not match their checksum, requests with a wrong or no
 * signature, keys between two pages of a list, objects after their delete.
 */
import { createHash } from 'node:crypto';
import { claim, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Account } from './account.ts';
import { Bucket, pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import { accountOf, type S3Kit } from './part.ts';
import { codeOf } from './xml.ts';

const LISTED = 23;
const PAGE = 5;

export function integrity(kit: S3Kit): Part {
  const probe = journey(
    'integrity',
    async (t) => {
      const account = accountOf(t, kit);
      const name = kit.bucketOf(account);
      const bucket = new Bucket(t, account, kit.region, name);
      await refusesDamage(t, bucket);
      await keepsMetadata(t, bucket);
      await refusesStrangers(t, kit, account, name);
      await listsInPages(t, bucket);
      await forgetsWhatWasDeleted(t, bucket);
    },
    { on: kit.system },
  );
  return {
    phases: [load('integrity', probe, { users: 2, iterations: 12, for: '30s' })],
    claims: [
      claim.checks(probe, { check: REFUSES_DAMAGE, category: 'data safety' }),
      claim.checks(probe, { check: REFUSES_STRANGERS, category: 'security' }),
      claim.checks(probe, { check: KEEPS_METADATA }),
      claim.checks(probe, { check: LISTS_ALL }),
      claim.checks(probe, { check: GONE_IS_GONE }),
    ],
  };
}

const REFUSES_DAMAGE = 'an upload that does not match its checksum is refused';
const REFUSES_STRANGERS = 'a request with a wrong or no signature is refused';
const KEEPS_METADATA = 'metadata in every alphabet is kept, or refused for what it is';
const LISTS_ALL = 'a list in pages shows every key once, in order';
const GONE_IS_GONE = 'a deleted object answers 404';

async function refusesDamage(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `damaged/${t.unique('object')}`;
  const other = contentOf(`not ${key}`, 2048).bytes;
  const wrong = {
    'Content-MD5': createHash('md5').update(other).digest('base64'),
    'x-amz-checksum-sha256': createHash('sha256').update(other).digest('base64'),
  };
  for (const [header, value] of Object.entries(wrong)) {
    const put = await bucket.put(key, contentOf(key, 2048), {
      name: 'PUT damaged',
      headers: { [header]: value },
      expect: 400,
    });
    t.check(REFUSES_DAMAGE, put.status === 400, `a wrong ${header} was answered with ${put.status}`);
  }
}

/** As Go's client and curl send it: UTF-8, under a signature of these bytes. S3 may give it back encoded (RFC 2047). */
async function keepsMetadata(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `metadata/${t.unique('object')}`;
  const text = 'Grüße, Ἀργώ, 船';
  const headers = { 'x-amz-meta-ship': text };
  const put = await bucket.put(key, contentOf(key, 64), { name: 'PUT metadata', headers, expect: [200, 400] });
  if (put.status !== 200) {
    t.check(KEEPS_METADATA, put.status === 400, codeOf(put));
    return;
  }
  const kept = (await bucket.head(key, { name: 'HEAD metadata' })).headers['x-amz-meta-ship'] ?? '';
  const same = Buffer.from(kept, 'latin1').toString() === text || /^=\?utf-8\?[bq]\?/i.test(kept);
  t.check(KEEPS_METADATA, same, kept);
}

async function refusesStrangers(t: JourneyContext, kit: S3Kit, account: Account, name: string): Promise<void> {
  const stranger = { ...account, secretAccessKey: `${account.secretAccessKey}x` };
  const forged = new Bucket(t, stranger, kit.region, name);
  const key = `forged/${t.unique('object')}`;
  const put = await forged.put(key, contentOf(key, 64), { name: 'PUT forged', expect: 403 });
  t.check(REFUSES_STRANGERS, put.status === 403, `a wrong signature was answered with ${put.status}`);
  const unsigned = await t.http.get(`/${name}?list-type=2`, { name: 'LIST unsigned', expect: [401, 403] });
  t.check(
    REFUSES_STRANGERS,
    unsigned.status === 401 || unsigned.status === 403,
    `no signature was answered with ${unsigned.status}`,
  );
}

async function listsInPages(t: JourneyContext, bucket: Bucket): Promise<void> {
  const prefix = `pages/${t.unique('folder')}/`;
  const keys = Array.from({ length: LISTED }, (_, n) => `${prefix}${String(n).padStart(3, '0')}`);
  for (const key of keys) await bucket.put(key, contentOf(key, 64), { name: 'PUT 64B' });
  const seen: string[] = [];
  let after: string | undefined;
  for (let pages = 0; pages <= LISTED; pages++) {
    const page = pageOf(
      await bucket.list({ prefix, pageSize: PAGE, ...(after !== undefined && { after }) }, { name: 'LIST page' }),
    );
    seen.push(...(page?.keys ?? []));
    if (!page?.next) break;
    after = page.next;
  }
  const missing = keys.filter((key) => !seen.includes(key));
  t.check(
    LISTS_ALL,
    seen.join() === keys.join(),
    `${seen.length} of ${LISTED} keys, missing: ${missing.join(', ') || 'none'}`,
  );
}

async function forgetsWhatWasDeleted(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `deleted/${t.unique('object')}`;
  await bucket.put(key, contentOf(key, 64), { name: 'PUT 64B' });
  await bucket.delete(key, { name: 'DELETE' });
  const got = await bucket.get(key, { name: 'GET deleted', expect: 404 });
  t.check(GONE_IS_GONE, got.status === 404, `status ${got.status}`);
}
