/**
 * Cross-origin rules: a browser is told that a page may ask when a rule of the bucket names that page, that method and those headers, and
 * not otherwise. A rule lets nobody in: who may read is decided as for everybody.
 */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { ownBucket, type S3Kit } from './part.ts';
import { codeOf, element } from './xml.ts';

const KEY = 'cors/page';
const NAMED = ['https://ship.example', 'https://north.harbour.example'];
const NOT_NAMED = ['http://ship.example', 'https://ship.example.evil.example', 'https://harbour.example', 'null'];

export function cors(kit: S3Kit): Part {
  const asking = journey(
    'cors',
    async (t) => {
      const bucket = ownBucket(t, kit, 'cors');
      await bucket.create();
      await bucket.put(KEY, contentOf(KEY, 100), { name: 'PUT 100B' });
      const put = await bucket.putDocument('cors', rule(), { name: 'PUT CORS', expect: [200, ...OR_NOT_OFFERED] });
      if (!isOffered(put)) return;
      t.check('rules can be set', put.status === 200, codeOf(put));
      await leaveIsAsked(t, bucket);
      await answersArePassedOn(t, bucket);
      await bucket.request('DELETE', { query: { cors: '' } }, { name: 'DELETE CORS' });
      refused(t, 'any page, without rules', await preflight(t, bucket, NAMED[0] ?? ''));
    },
    { on: kit.system },
  );
  return {
    phases: [load('cors', asking, { users: 1, iterations: kit.count(4), for: '30s' })],
    claims: [
      claim.checks(asking, { id: 'pages may ask what CORS rules say, and no other page', category: 'security' }),
    ],
  };
}

function rule(): string {
  const origins = ['https://ship.example', 'https://*.harbour.example'].map((origin) =>
    element('AllowedOrigin', origin),
  );
  const methods = ['GET', 'PUT'].map((method) => element('AllowedMethod', method));
  const headers = [element('AllowedHeader', 'x-amz-meta-*'), element('ExposeHeader', 'ETag')];
  const all = [...origins, ...methods, ...headers, element('MaxAgeSeconds', '600')];
  return element('CORSConfiguration', element('CORSRule', ...all));
}

/** What a browser asks before it lets a page send. */
function preflight(
  t: JourneyContext,
  bucket: Bucket,
  origin: string,
  { method = 'PUT', header = 'x-amz-meta-note', path = bucket.path({ key: KEY }) } = {},
): Promise<HttpResponse> {
  const headers = {
    Origin: origin,
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': header,
  };
  return t.http.request('OPTIONS', path, { headers, name: 'OPTIONS', expect: [200, 204, 403] });
}

const allowedOrigin = (answer: HttpResponse): string | undefined => answer.headers['access-control-allow-origin'];

function refused(t: JourneyContext, what: string, answer: HttpResponse): void {
  const told = `${answer.status}, ${allowedOrigin(answer)}`;
  t.check(`refused: ${what}`, answer.status === 403 && allowedOrigin(answer) === undefined, told);
}

async function leaveIsAsked(t: JourneyContext, bucket: Bucket): Promise<void> {
  for (const origin of NAMED) {
    const { status, headers } = await preflight(t, bucket, origin);
    const told = JSON.stringify(headers);
    t.check('a page that is named may ask', status < 300 && headers['access-control-allow-origin'] === origin, told);
    t.check('it is told by which methods', headers['access-control-allow-methods']?.includes('PUT') === true, told);
    t.check(
      'it is told which headers',
      headers['access-control-allow-headers']?.includes('x-amz-meta-note') === true,
      told,
    );
    t.check('it is told for how long', headers['access-control-max-age'] === '600', told);
    t.check('no cache gives that to another page', headers.vary?.toLowerCase().includes('origin') === true, told);
  }
  for (const origin of NOT_NAMED) refused(t, `the page ${origin}`, await preflight(t, bucket, origin));
  const [named = ''] = NAMED;
  const path = bucket.presigned('PUT', KEY, 60);
  const toUpload = await preflight(t, bucket, named, { path });
  t.check('a page may ask with a presigned URL', allowedOrigin(toUpload) === named, codeOf(toUpload));
  refused(t, 'a method that is not named', await preflight(t, bucket, named, { method: 'DELETE' }));
  refused(t, 'a header that is not named', await preflight(t, bucket, named, { header: 'authorization' }));
}

/** What a browser hides from a page unless the answer says that the page may see it. */
async function answersArePassedOn(t: JourneyContext, bucket: Bucket): Promise<void> {
  const get = (origin: string) => bucket.get(KEY, { name: 'GET from a page', headers: { Origin: origin } });
  for (const origin of NAMED) {
    const got = await get(origin);
    t.check(
      'a page that is named may see the answer',
      allowedOrigin(got) === origin,
      `${got.status}, ${allowedOrigin(got)}`,
    );
    const exposed = got.headers['access-control-expose-headers'];
    t.check('it may see the headers that are named', exposed?.toLowerCase().includes('etag') === true, exposed);
  }
  for (const origin of NOT_NAMED) {
    const got = await get(origin);
    t.check(
      'another page may not see the answer',
      got.status === 200 && allowedOrigin(got) === undefined,
      allowedOrigin(got),
    );
  }
  const headers = { Origin: NAMED[0] ?? '' };
  const unsigned = await t.http.get(bucket.path({ key: KEY }), { headers, name: 'GET unsigned', expect: 403 });
  t.check('a rule lets nobody in', unsigned.status === 403, String(unsigned.status));
}
