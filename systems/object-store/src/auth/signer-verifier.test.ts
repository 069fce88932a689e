/**
 * AWS's own signer against our verifier: whatever it signs is accepted, and whatever is changed afterwards is refused. Requests are random,
 * and go through the spelling that Node gives them on the wire.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import { percentEncode, Query } from '../wire/uri.ts';
import { createAuthenticate } from './authenticate.ts';
import { parseCredentials } from './credentials.ts';

const secret = { accessKeyId: 'ALPHAKEY', secretAccessKey: 'secret of alpha' };
const { accessKeys } = parseCredentials(JSON.stringify([{ ...secret, tenant: 'alpha' }]), 'the test');
const authenticate = createAuthenticate(accessKeys, 'us-east-1');
const client = new S3Client({ region: 'us-east-1', credentials: secret });
after(() => client.destroy());

const signedAtMs = Date.parse('2026-11-20T12:00:00Z');

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
}

type Signed = Request & { readonly query: Readonly<Record<string, unknown>> };

const encode = (text: string, slash = true): string => percentEncode(Buffer.from(text), { slash });
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const token = fc.string({ unit: fc.constantFrom(...'abcdefgxyz-'), minLength: 1, maxLength: 8 });
const requests: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
  path: word.map((key) => `/bucket/${encode(key, false)}`),
  query: fc.dictionary(
    word.filter((name) => !/^x-amz-|^__proto__$/i.test(name)), // the signer's own object cannot hold a `__proto__`
    word,
    { maxKeys: 3, noNullPrototype: true },
  ),
  headers: fc
    .dictionary(
      token.map((name) => `x-amz-meta-${name}`),
      fc.string({ unit: 'grapheme-ascii', maxLength: 10 }),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    )
    .map((headers) => ({ ...headers, host: 'store:9000' })),
});

/** As the SDK does it, which leaves the payload out of both. */
async function sign(request: Request, presign: boolean): Promise<Signed> {
  const scheme = { name: 'sigv4', signingName: 's3', signingRegion: 'us-east-1', properties: {} };
  const signer = await client.config.signer(scheme);
  assert.ok('presign' in signer && typeof signer.presign === 'function');
  const headers = { ...request.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const whole = { ...request, headers, protocol: 'http:', hostname: 'store', port: 9000 };
  const options = { signingDate: new Date(signedAtMs) };
  return (await (presign
    ? signer.presign(whole, { ...options, expiresIn: 60 })
    : signer.sign(whole, options))) as Signed;
}

/** As the request arrives. */
function headOf({ method, path, query, headers }: Signed): RequestHead {
  const raw = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  return { method, path, query: new Query(raw.join('&')), headers: new Map(lower) };
}

function outcome(head: RequestHead, nowMs = signedAtMs): string {
  try {
    return authenticate(head, nowMs).principal?.tenant ?? 'nobody';
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
}

for (const presign of [false, true]) {
  const kind = presign ? 'presigned' : 'signed in a header';

  test(`${kind}: what AWS's signer signs is accepted`, async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        assert.equal(outcome(headOf(await sign(request, presign))), 'alpha');
      }),
    );
  });

  test(`${kind}: any change after signing is refused`, async () => {
    const changes: Readonly<Record<string, (signed: Signed, other: Request) => Partial<Signed>>> = {
      method: ({ method }) => ({ method: method === 'PUT' ? 'DELETE' : 'PUT' }),
      path: ({ path }, other) => ({ path: path === other.path ? `${path}x` : other.path }),
      'a parameter more': ({ query }) => ({ query: { ...query, versionId: '1' } }),
      'a parameter changed': ({ query }) => ({ query: { ...query, 'X-Amz-Expires': '61' } }),
      'a header more': ({ headers }) => ({ headers: { ...headers, 'x-amz-meta-added': 'x' } }),
      'the host': ({ headers }) => ({ headers: { ...headers, host: 'elsewhere' } }),
    };
    await fc.assert(
      fc.asyncProperty(requests, requests, fc.constantFrom(...Object.keys(changes)), async (request, other, change) => {
        const signed = await sign(request, presign);
        assert.match(outcome(headOf({ ...signed, ...changes[change]?.(signed, other) })), /^[A-Z]/, change);
      }),
    );
  });
}

test('a presigned URL is good from fifteen minutes before it was signed until it expires', async () => {
  const head = headOf(
    await sign({ method: 'GET', path: '/bucket/key', query: {}, headers: { host: 'store:9000' } }, true),
  );
  const at = (laterMs: number) => outcome(head, signedAtMs + laterMs);
  assert.deepEqual([at(-900_000), at(0), at(60_000)], ['alpha', 'alpha', 'alpha']);
  assert.deepEqual([at(-900_001), at(60_001)], ['RequestTimeTooSkewed', 'AccessDenied']);
});
