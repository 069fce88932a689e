import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { searchLogs } from './log-search.ts';
import { LOGS_FOLDER } from './run-directory.ts';
import { temporaryFolder } from './testing/run.ts';

const SECRET = { name: 'api key', value: 'hunter2 hunter2' };

function found(t: TestContext, text: string, secrets = [SECRET], pieceBytes?: number) {
  const directory = temporaryFolder(t);
  mkdirSync(join(directory, LOGS_FOLDER));
  writeFileSync(join(directory, LOGS_FOLDER, 'my-api-2.log'), text);
  return searchLogs(directory, secrets, pieceBytes);
}

const where = { system: 'my-api', instance: 2 };

test('each secret is found by its name: where first, how often, never its value', (t) => {
  const facts = found(t, `a\nkey ${SECRET.value}\n${encodeURIComponent(SECRET.value)} and ${SECRET.value}\n`);
  assert.deepEqual(facts, [
    { kind: 'log-searched', ...where, lines: 3, secrets: ['api key'] },
    { kind: 'secret-found', ...where, secret: 'api key', line: 2, count: 3 },
  ]);
  assert.equal(JSON.stringify(facts).includes('hunter2'), false);
});

test('an empty output was searched; without a declared secret none is', (t) => {
  assert.deepEqual(found(t, ''), [{ kind: 'log-searched', ...where, lines: 0, secrets: ['api key'] }]);
  assert.deepEqual(found(t, SECRET.value, []), []);
});

test('however it is cut into pieces, each is found once and in its line', (t) => {
  const text = `first\n${'x'.repeat(37)}${SECRET.value}\nno end of line\n\n${SECRET.value}${SECRET.value}`;
  for (let bytes = 1; bytes < 90; bytes++) {
    const [searched, secret] = found(t, text, [SECRET], bytes);
    assert.deepEqual(searched, { kind: 'log-searched', ...where, lines: 5, secrets: ['api key'] }, `${bytes}`);
    assert.deepEqual(secret, { kind: 'secret-found', ...where, secret: 'api key', line: 2, count: 3 }, `${bytes}`);
  }
});

test('a secret within another one is not found where that one stands; one of several lines is', (t) => {
  const short = { name: 'short', value: 'abc123' };
  const long = { name: 'long', value: 'abc123-and-more' };
  const lines = { name: 'pem', value: 'BEGIN 1\nkey 2\nEND 3' };
  const names = (text: string) =>
    found(t, text, [short, long, lines]).flatMap((fact) => (fact.kind === 'secret-found' ? fact.secret : []));
  assert.deepEqual(names(`a ${long.value} b`), ['long']);
  assert.deepEqual(names(`a ${long.value} b ${short.value}`), ['long', 'short']);
  assert.deepEqual(names(`a\n${lines.value}\nb`), ['pem']);
});

test('a value that is a short word or number may stand there for another reason, and the fact says so', (t) => {
  const ordinary = (value: string) =>
    found(t, `it says ${value}`, [{ name: 'x', value }]).some((fact) => 'ordinary' in fact);
  for (const value of ['postgres', 'minioadmin', 'x-api-key', '3600000']) assert.equal(ordinary(value), true, value);
  for (const value of ['hunter2hunter2', 'correcthorsebattery', 's3cr3t', '123456789012'])
    assert.equal(ordinary(value), false, value);
});

const BODY = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj', 'AgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4'];
const KEY = { name: 'key', value: `-----BEGIN PRIVATE KEY-----\n${BODY.join('\n')}\n-----END PRIVATE KEY-----\n` };

test('a line of a secret of several lines is a find; what frames every key is none', (t) => {
  const fact = (text: string) => found(t, text, [KEY]).slice(1);
  const secret = { kind: 'secret-found', ...where, secret: 'key' };
  assert.deepEqual(fact(`a\n12:00 | ${BODY[0]}\n12:00 | ${BODY[1]}\n`), [{ ...secret, line: 2, count: 2, lines: 2 }]);
  assert.deepEqual(fact(`${KEY.value}`), [{ ...secret, line: 1, count: 1 }]);
  assert.deepEqual(fact('-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n'), []);
  for (let bytes = 1; bytes < 300; bytes += 7)
    assert.deepEqual(found(t, `x\n${KEY.value}`, [KEY], bytes)[1], { ...secret, line: 2, count: 1 }, `${bytes}`);
});

test('a line of letters and marks alone may be of another origin, and one that is not makes the find certain', (t) => {
  const phrase = { name: 'phrase', value: 'correct-horse-battery\nstaple 8a7b6c5d' };
  const fact = (text: string) => found(t, text, [phrase])[1];
  const secret = { kind: 'secret-found', ...where, secret: 'phrase', line: 1 };
  assert.deepEqual(fact('it is correct-horse-battery'), { ...secret, count: 1, lines: 1, ordinary: true });
  assert.deepEqual(fact('correct-horse-battery staple 8a7b6c5d'), { ...secret, count: 2, lines: 2 });
});

test('truth: what an account file says beside its key is no secret', (t) => {
  const account = {
    type: 'service_account',
    project_id: 'shop-123456',
    private_key: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  };
  const value = JSON.stringify(account, null, 2);
  for (const line of value.split('\n')) {
    const isFound = found(t, `using ${line}\n`, [{ name: 'GCP_CREDENTIALS of api', value }]).length > 1;
    assert.equal(isFound, line.includes('private_key'), line);
  }
});

test('a secret that is printed byte by byte is found, in its line and once, however it is cut into pieces', (t) => {
  const dump = inspect(new Uint8Array(Buffer.from(SECRET.value)));
  assert.match(dump, /\n/);
  const text = `first\n${dump}\n${inspect(Buffer.from(SECRET.value))}\n`;
  for (let bytes = 1; bytes < 120; bytes += 7) {
    const [searched, secret] = found(t, text, [SECRET], bytes);
    assert.equal(searched?.kind, 'log-searched');
    assert.deepEqual(secret, { kind: 'secret-found', ...where, secret: 'api key', line: 3, count: 2 }, `${bytes}`);
  }
});

test('that a secret is only guessed goes into the fact', (t) => {
  const [, fact] = found(t, 'it says kH7x2Qp9', [{ name: 'x', value: 'kH7x2Qp9', guessed: true } as typeof SECRET]);
  assert.ok(fact?.kind === 'secret-found' && fact.guessed === true);
});
