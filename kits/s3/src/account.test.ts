import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { type Account, encodeKey, signed } from './account.ts';

const account: Account = { tenant: 'amber', accessKeyId: 'AKAMBER', secretAccessKey: 'a secret/with+signs' };
const URL_OF_STORE = 'http://127.0.0.1:9000';

test('keys are encoded as S3 signs them', () => {
  assert.equal(encodeKey('a/b-c_d.e~f'), 'a/b-c_d.e~f');
  assert.equal(encodeKey("ä !'()*+&=?#%"), '%C3%A4%20%21%27%28%29%2A%2B%26%3D%3F%23%25');
});

test('a signature is the one that the specification of Signature Version 4 gives', () => {
  const requests = [
    { method: 'GET', path: '/bucket/plain' },
    { method: 'PUT', path: `/bucket/${encodeKey("odd ä !'()*+&=?#%~/key")}` },
    { method: 'GET', path: '/bucket?list-type=2&max-keys=5&prefix=a%2Fb%20c' },
    { method: 'PUT', path: '/bucket/k', headers: { 'Content-MD5': 'abc==', 'x-amz-checksum-sha256': 'def=' } },
  ];
  for (const request of requests) {
    const { path, headers } = signed(account, 'eu-west-1', URL_OF_STORE, {
      ...request,
      payloadSha256: 'UNSIGNED-PAYLOAD',
    });
    assert.equal(path, request.path);
    assert.equal(
      Object.keys(headers).some((name) => name.toLowerCase() === 'host'),
      false,
    );
    const [, names = '', signature] = /SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.Authorization ?? '') ?? [];
    assert.equal(signature, signatureOf(request.method, path, headers, names));
    for (const name of ['host', 'x-amz-content-sha256', 'x-amz-date'])
      assert.ok(names.split(';').includes(name), names);
  }
});

test('the secret itself is in nothing that is sent', () => {
  const sent = JSON.stringify(
    signed(account, 'us-east-1', URL_OF_STORE, { method: 'GET', path: '/', payloadSha256: 'x' }),
  );
  assert.ok(!sent.includes(account.secretAccessKey));
});

/** Computed from the request as it is sent: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function signatureOf(method: string, target: string, headers: Record<string, string>, names: string): string {
  const values = new Map(
    Object.entries({ ...headers, host: '127.0.0.1:9000' }).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const [path = '', query = ''] = target.split('?');
  const lines = names.split(';').map((name) => `${name}:${values.get(name)?.trim()}\n`);
  const canonical = [
    method,
    path,
    query.split('&').sort().join('&'),
    lines.join(''),
    names,
    values.get('x-amz-content-sha256'),
  ].join('\n');
  const time = values.get('x-amz-date') ?? '';
  const scope = [time.slice(0, 8), 'eu-west-1', 's3', 'aws4_request'];
  const digest = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${account.secretAccessKey}`);
  return hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n')).toString('hex');
}
