/** What is signed to be used by others: URLs and browsers' upload forms. Good for what they were signed for, as long as they say, and no longer. */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import { type Account, signedForm } from './account.ts';
import type { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { accountOf, bucketOfUser, type S3Kit } from './part.ts';
import { codeOf } from './xml.ts';

const HOUR_MS = 3_600_000;

export function presigned(kit: S3Kit): Part {
  const url = journey('presigned URLs', (t) => urls(t, bucketOfUser(t, kit)), { on: kit.system });
  const form = journey('upload forms', (t) => forms(t, kit, bucketOfUser(t, kit)), { on: kit.system });
  const rounds = { users: 2, iterations: kit.count(8), for: '30s' } as const;
  return {
    phases: [load('presigned URLs', url, rounds), load('upload forms', form, rounds)],
    claims: [
      claim.checks(url, {
        id: 'presigned URLs are good for what they were signed for, and no longer',
        category: 'security',
      }),
      claim.checks(form, {
        id: 'upload forms are good for what they were signed for, and no longer',
        category: 'security',
      }),
    ],
  };
}

const REFUSED = { expect: [400, 401, 403] };

function refused(t: JourneyContext, what: string, answer: HttpResponse): void {
  t.check(`refused: ${what}`, answer.status === 403 || answer.status === 401 || answer.status === 400, codeOf(answer));
}

async function urls(t: JourneyContext, bucket: Bucket): Promise<void> {
  const key = `presigned/${t.unique('object')}`;
  const { bytes } = contentOf(key, 500);
  const put = await t.http.put(bucket.presigned('PUT', key, 60), { body: bytes, name: 'PUT presigned' });
  t.check('a presigned URL takes an object', put.status === 200, codeOf(put));
  const url = bucket.presigned('GET', key, 60);
  const got = await t.http.get(url, { name: 'GET presigned' });
  t.check('a presigned URL gives its object', got.status === 200 && got.body.equals(bytes), codeOf(got));
  const get = (path: string): Promise<HttpResponse> => t.http.get(path, { name: 'GET presigned wrongly', ...REFUSED });
  refused(t, 'a URL that has expired', await get(bucket.presigned('GET', key, 60, Date.now() - HOUR_MS)));
  refused(t, 'a URL whose expiry was changed', await get(url.replace('Expires=60', 'Expires=6000')));
  refused(t, 'a URL whose key was changed', await get(url.replace(encodeURIComponent(key.slice(-1)), '%5F')));
  refused(t, 'a URL whose signature was changed', await get(`${url.slice(0, -4)}0000`));
  refused(
    t,
    'a URL for reading that is used to write',
    await t.http.put(url, { body: 'x', name: 'PUT presigned wrongly', ...REFUSED }),
  );
}

async function forms(t: JourneyContext, kit: S3Kit, bucket: Bucket): Promise<void> {
  const account = accountOf(t, kit);
  const key = `forms/${t.unique('object')}`;
  const { bytes } = contentOf(key, 500);
  const named = { bucket: kit.bucketOf(account) };
  const form = (
    signer: Account,
    key: string,
    expiresMs = Date.now() + HOUR_MS,
    besides: readonly unknown[] = [named],
  ): Record<string, string> =>
    signedForm(signer, kit.region, { key }, [['content-length-range', 1, 1000], ...besides], expiresMs);
  const post = (
    fields: Record<string, string>,
    body: Uint8Array,
    expect: readonly number[],
    called: (name: string) => { filename?: string } = () => ({}),
  ): Promise<HttpResponse> => {
    const texts = Object.entries(fields).map(([name, value]) => ({ name, body: value, ...called(name) }));
    const multipart = [...texts, { name: 'file', filename: 'file.bin', body }];
    return t.http.post(bucket.path({}), { multipart, name: 'POST form', expect });
  };
  const posted = await post(form(account, key), bytes, [200, 201, 204, ...OR_NOT_OFFERED]);
  if (!isOffered(posted)) return;
  t.check('a signed form takes its file', posted.status < 300, codeOf(posted));
  const got = await bucket.get(key, { name: 'GET 500B' });
  t.check('what a form took is its file', got.body.equals(bytes), codeOf(got));
  const asInPython = await post(form(account, key), bytes, [200, 201, 204, 400], (filename) => ({ filename }));
  t.check('fields of a form may have file names', asInPython.status < 300, codeOf(asInPython));
  const no = REFUSED.expect;
  refused(t, 'a form for no bucket', await post(form(account, key, undefined, []), bytes, no));
  const images = form(account, key, undefined, [named, ['starts-with', '$Content-Type', 'image/']]);
  refused(
    t,
    'a form with a type beside the one that it was signed for',
    await post({ ...images, 'Content-Type': 'image/png, text/html' }, bytes, no),
  );
  refused(t, 'a form that has expired', await post(form(account, key, Date.now() - HOUR_MS), bytes, no));
  refused(t, 'a form with more than it may hold', await post(form(account, key), Buffer.alloc(1001), no));
  refused(t, 'a form with less than it must hold', await post(form(account, key), Buffer.alloc(0), no));
  refused(t, 'a form for another key', await post({ ...form(account, key), key: `${key}x` }, bytes, no));
  refused(
    t,
    'a form with a field that it was not signed for',
    await post({ ...form(account, key), acl: 'public-read' }, bytes, no),
  );
  refused(
    t,
    'a form with a wrong signature',
    await post({ ...form(account, key), 'x-amz-signature': '0'.repeat(64) }, bytes, no),
  );
  const stranger = { ...account, secretAccessKey: `${account.secretAccessKey}x` };
  refused(t, 'a form that was signed with another secret', await post(form(stranger, key), bytes, no));
}
