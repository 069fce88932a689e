/** The verifier against the examples that AWS publishes ("Signature calculation" pages of the S3 API reference), and each of its refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import { Query } from '../wire/uri.ts';
import { createAuthenticate } from './authenticate.ts';
import { verifiedBody } from './body.ts';
import { parseCredentials } from './credentials.ts';
import type { PayloadPlan } from './payload-plan.ts';
import { EMPTY_SHA256 } from './signature.ts';

const { accessKeys } = parseCredentials(
  JSON.stringify([
    {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      tenant: 'example',
    },
  ]),
  'the example',
);
const authenticate = createAuthenticate(accessKeys, 'us-east-1');
const signedAtMs = Date.parse('2013-05-24T00:00:00Z');
const scope = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

function head(method: string, path: string, query: string, headers: Record<string, string>): RequestHead {
  return { method, path, query: new Query(query), headers: new Map(Object.entries(headers)) };
}

function authorization(signedHeaders: string, signature: string): string {
  return `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=${signedHeaders},Signature=${signature}`;
}

const getHeaders = {
  host: 'examplebucket.s3.amazonaws.com',
  range: 'bytes=0-9',
  'x-amz-content-sha256': EMPTY_SHA256,
  'x-amz-date': '20130524T000000Z',
  authorization: authorization(
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ),
};

const presignedQuery =
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=20130524T000000Z` +
  '&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
  '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
  return 'accepted';
}

test("AWS's example of a signed GET is accepted", () => {
  const identity = authenticate(head('GET', '/test.txt', '', getHeaders), signedAtMs);
  assert.deepEqual(identity.principal, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', tenant: 'example' });
});

test("AWS's example of a presigned GET is accepted until it expires", () => {
  const request = head('GET', '/test.txt', presignedQuery, { host: 'examplebucket.s3.amazonaws.com' });
  assert.equal(authenticate(request, signedAtMs + 86_400_000).principal?.tenant, 'example');
  assert.equal(
    codeOf(() => authenticate(request, signedAtMs + 86_400_001)),
    'AccessDenied',
  );
  assert.equal(
    codeOf(() => authenticate(request, signedAtMs - 15 * 60_000 - 1)),
    'RequestTimeTooSkewed',
  );
});

test('who claims nothing is nobody, and nothing in the query of nobody stands for a header', () => {
  const { principal, headers, payload } = authenticate(
    head('GET', '/test.txt', 'x-amz-acl=a', { host: 'h' }),
    signedAtMs,
  );
  assert.equal(principal, undefined);
  assert.deepEqual([...headers.keys()], ['host']);
  assert.deepEqual(payload, { mode: 'unsigned' });
});

test("a preflight is nobody's, also of a URL that somebody signed for another method", () => {
  const preflight = head('OPTIONS', '/test.txt', presignedQuery, { host: 'examplebucket.s3.amazonaws.com' });
  const { principal, payload } = authenticate(preflight, signedAtMs + 86_400_001);
  assert.deepEqual([principal, payload], [undefined, { mode: 'unsigned' }]);
});

const refusals: readonly (readonly [what: string, expected: string, request: RequestHead, nowMs?: number])[] = [
  ['Signature Version 2', 'InvalidRequest', head('GET', '/', 'AWSAccessKeyId=A&Signature=B&Expires=1', { host: 'h' })],
  ['another verb', 'SignatureDoesNotMatch', head('PUT', '/test.txt', '', getHeaders)],
  ['another path', 'SignatureDoesNotMatch', head('GET', '/test.txT', '', getHeaders)],
  ['another query', 'SignatureDoesNotMatch', head('GET', '/test.txt', 'acl', getHeaders)],
  ['another signed header', 'SignatureDoesNotMatch', head('GET', '/test.txt', '', { ...getHeaders, range: 'bytes=0-8' })],
  ['another host', 'SignatureDoesNotMatch', head('GET', '/test.txt', '', { ...getHeaders, host: 'other' })],
  ['an added x-amz header', 'AccessDenied', head('GET', '/test.txt', '', { ...getHeaders, 'x-amz-copy-source': 'b/k' })],
  ['a clock 15 minutes behind', 'RequestTimeTooSkewed', head('GET', '/test.txt', '', getHeaders), signedAtMs + 900_001],
  ['a clock 15 minutes ahead', 'RequestTimeTooSkewed', head('GET', '/test.txt', '', getHeaders), signedAtMs - 900_001],
  ['a date that is not the credential\'s', 'AuthorizationHeaderMalformed', head('GET', '/test.txt', '', { ...getHeaders, 'x-amz-date': '20130525T000000Z' })],
  ['no payload digest', 'InvalidRequest', head('GET', '/test.txt', '', { host: 'h', 'x-amz-date': getHeaders['x-amz-date'], authorization: getHeaders.authorization })],
  ['a session token', 'InvalidToken', head('GET', '/test.txt', '', { ...getHeaders, 'x-amz-security-token': 't' })],
  ['the host not signed', 'AccessDenied', head('GET', '/', '', { ...getHeaders, authorization: authorization('range;x-amz-content-sha256;x-amz-date', '0'.repeat(64)) })],
  ['another region', 'AuthorizationHeaderMalformed', head('GET', '/', '', { ...getHeaders, authorization: getHeaders.authorization.replace('us-east-1', 'eu-west-1') })],
  ['another service', 'AuthorizationHeaderMalformed', head('GET', '/', '', { ...getHeaders, authorization: getHeaders.authorization.replace('/s3/', '/ec2/') })],
  ['an unknown key', 'InvalidAccessKeyId', head('GET', '/', '', { ...getHeaders, authorization: getHeaders.authorization.replace('AKIA', 'BKIA') })],
  ['a short signature', 'AuthorizationHeaderMalformed', head('GET', '/', '', { ...getHeaders, authorization: getHeaders.authorization.slice(0, -1) })],
  ['header and query at once', 'InvalidArgument', head('GET', '/test.txt', presignedQuery, getHeaders)],
  ['no expiry', 'AuthorizationQueryParametersError', head('GET', '/test.txt', presignedQuery.replace('86400', '0'), { host: 'h' })],
  ['more than a week', 'AuthorizationQueryParametersError', head('GET', '/test.txt', presignedQuery.replace('86400', '604801'), { host: 'h' })],
  ['signed chunks of nobody', 'AccessDenied', head('PUT', '/test.txt', '', { host: 'h', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' })],
  ['half a presigned URL', 'AuthorizationQueryParametersError', head('GET', '/test.txt', 'X-Amz-Credential=a', { host: 'h' })],
  ['a presigned URL in other letters', 'AuthorizationQueryParametersError', head('GET', '/test.txt', presignedQuery.toLowerCase(), { host: 'h' })],
  ['two expiries', 'AuthorizationQueryParametersError', head('GET', '/test.txt', `${presignedQuery}&X-Amz-Expires=604800`, { host: 'examplebucket.s3.amazonaws.com' })],
  ['two signatures', 'AuthorizationQueryParametersError', head('GET', '/test.txt', `X-Amz-Signature=${'0'.repeat(64)}&${presignedQuery}`, { host: 'examplebucket.s3.amazonaws.com' })],
  ['two credentials', 'AuthorizationHeaderMalformed', head('GET', '/test.txt', '', { ...getHeaders, authorization: `${getHeaders.authorization},Credential=${scope}` })],
  ['two headers of authorization', 'AuthorizationHeaderMalformed', head('GET', '/test.txt', '', { ...getHeaders, authorization: `${getHeaders.authorization},${getHeaders.authorization}` })],
  ['a longer expiry than signed', 'SignatureDoesNotMatch', head('GET', '/test.txt', presignedQuery.replace('86400', '86401'), { host: 'examplebucket.s3.amazonaws.com' })],
]; // biome-ignore format: one case a line

for (const [what, expected, request, nowMs = signedAtMs] of refusals) {
  test(`refused: ${what}`, () =>
    assert.equal(
      codeOf(() => authenticate(request, nowMs)),
      expected,
    ));
}

test('who signed for another region is told the right one, as some clients go on with it', () => {
  const authorization = getHeaders.authorization.replace('us-east-1', 'US');
  const elsewhere = head('GET', '/test.txt', '', { ...getHeaders, authorization });
  assert.throws(
    () => authenticate(elsewhere, signedAtMs),
    (error) => error instanceof S3Error && error.details.Region === 'us-east-1',
  );
});

/** The example body: 65 KiB of the letter a, in chunks of 64 KiB, 1 KiB and nothing. */
function chunkedExample(signatures: readonly [string, string, string], trailer: string): string {
  const chunk = (size: number, signature: string): string =>
    `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}${size === 0 ? '' : '\r\n'}`;
  return `${chunk(65_536, signatures[0])}${chunk(1024, signatures[1])}${chunk(0, signatures[2])}${trailer}\r\n`;
}

const chunkedHeaders = {
  host: 's3.amazonaws.com',
  'x-amz-date': '20130524T000000Z',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '66560',
  'content-length': '66824',
  authorization: authorization(
    'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
    '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  ),
};

const chunkedBody = chunkedExample(
  [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
  '',
);

const trailerHeaders = {
  host: 's3.amazonaws.com',
  'x-amz-date': '20130524T000000Z',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '66560',
  'x-amz-trailer': 'x-amz-checksum-crc32c',
  authorization: authorization(
    'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
    '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  ),
};

const trailerBody = chunkedExample(
  [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ],
  'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n',
);

function planOf(headers: Record<string, string>): PayloadPlan {
  return authenticate(head('PUT', '/examplebucket/chunkObject.txt', '', headers), signedAtMs).payload;
}

/** How the body ends when it arrives in pieces of this size: its decoded length and its trailers, or the code of the refusal. */
async function outcome(plan: PayloadPlan, body: string, pieceBytes: number): Promise<string> {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let from = 0; from < body.length; from += pieceBytes)
      yield Buffer.from(body.slice(from, from + pieceBytes), 'latin1');
  }
  const { bytes, trailers } = verifiedBody(pieces(), plan);
  let sizeBytes = 0;
  try {
    for await (const part of bytes) sizeBytes += part.length;
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
  return `${sizeBytes} ${[...trailers].join()}`;
}

for (const pieceBytes of [7, 8192, 1_000_000]) {
  test(`AWS's examples of signed chunks are decoded, in pieces of ${pieceBytes}`, async () => {
    assert.equal(await outcome(planOf(chunkedHeaders), chunkedBody, pieceBytes), '66560 ');
    const withTrailer = await outcome(planOf(trailerHeaders), trailerBody, pieceBytes);
    assert.equal(withTrailer, '66560 x-amz-checksum-crc32c,sOO8/Q==');
  });
}

test('spellings of the trailer that clients are known to send: a line feed after the value, an empty line at the end', async () => {
  const spelled = trailerBody.replace('Q==\r\n', 'Q==\n\r\n');
  assert.equal(await outcome(planOf(trailerHeaders), `${spelled}\r\n`, 8192), '66560 x-amz-checksum-crc32c,sOO8/Q==');
});

test('refused: chunks that were changed, dropped, added or cut', async () => {
  const chunked = planOf(chunkedHeaders);
  const trailer = planOf(trailerHeaders);
  const cases: readonly (readonly [plan: PayloadPlan, body: string, expected: string])[] = [
    [chunked, chunkedBody.replace('aaa', 'aba'), 'SignatureDoesNotMatch'],
    [chunked, chunkedBody.replace('signature=ad80', 'signature=ad81'), 'SignatureDoesNotMatch'],
    [chunked, chunkedBody.replace(/;chunk-signature=ad[0-9a-f]+/, ''), 'SignatureDoesNotMatch'],
    [chunked, chunkedBody.slice(0, -100), 'IncompleteBody'],
    [chunked, chunkedBody.slice(chunkedBody.indexOf('400;')), 'SignatureDoesNotMatch'],
    [chunked, `${chunkedBody}extra`, 'IncompleteBody'],
    [chunked, 'ffffffffffff;chunk-signature=', 'IncompleteBody'],
    [chunked, `${'x'.repeat(10_000)}\r\n`, 'IncompleteBody'],
    [trailer, trailerBody.replace('sOO8', 'sOO9'), 'SignatureDoesNotMatch'],
    [trailer, trailerBody.replace(/x-amz-trailer-signature[^\r]*\r\n/, ''), 'SignatureDoesNotMatch'],
    [trailer, trailerBody.replace(/x-amz-checksum[^\r]*\r\n/, ''), 'MalformedTrailerError'],
    [trailer, trailerBody.replace('crc32c:', 'crc32:'), 'MalformedTrailerError'],
  ];
  for (const [index, [plan, body, expected]] of cases.entries()) {
    assert.equal(await outcome(plan, body, 8192), expected, `case ${index}`);
  }
});
