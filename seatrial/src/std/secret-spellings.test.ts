import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactor } from './redact.ts';
import { linesOf, spellingsOf } from './secret-spellings.ts';

const SECRET = `p<a>&/é😀"'+w\\x`;

/** As other languages write it. */
const WRITTEN: Readonly<Record<string, string>> = {
  'Go encoding/json': String.raw`p\u003ca\u003e\u0026/é😀\"'+w\\x`,
  'Go, JSON within JSON': String.raw`p\\u003ca\\u003e\\u0026/é😀\\\"'+w\\\\x`,
  'Go around JSON of JavaScript': String.raw`p\u003ca\u003e\u0026/é😀\\\"'+w\\\\x`,
  'PHP json_encode': String.raw`p<a>&\/\u00e9\ud83d\ude00\"'+w\\x`,
  'PHP json_encode, JSON_UNESCAPED_UNICODE': String.raw`p<a>&\/é😀\"'+w\\x`,
  'Python json.dumps': String.raw`p<a>&/\u00e9\ud83d\ude00\"'+w\\x`,
  'Python json.dumps twice': String.raw`p<a>&/\\u00e9\\ud83d\\ude00\\\"'+w\\\\x`,
  'upper case': String.raw`p<a>&/\u00E9\uD83D\uDE00\"'+w\\x`,
  'C# System.Text.Json': String.raw`p\u003Ca\u003E\u0026/\u00E9\uD83D\uDE00\u0022\u0027\u002Bw\\x`,
  'Java Gson': String.raw`p\u003ca\u003e\u0026/é😀\"\u0027+w\\x`,
  'Python repr': String.raw`p<a>&/é😀"\'+w\\x`,
  'Python repr of bytes': String.raw`p<a>&/\xc3\xa9\xf0\x9f\x98\x80"\'+w\\x`,
  'HTML of Go': `p&lt;a&gt;&amp;/é😀&#34;&#39;+w\\x`,
  'HTML in decimals': `p&#60;a&#62;&#38;/é😀&#34;&#39;+w\\x`,
  'HTML in decimals, ASCII': `p&#60;a&#62;&#38;/&#233;&#128512;&#34;&#39;+w\\x`,
  'XML of Python, ASCII': `p&lt;a&gt;&amp;/&#233;&#128512;&quot;'+w\\x`,
};

test('a secret is found as other languages spell it', () => {
  const redact = redactor([SECRET]);
  for (const [who, text] of Object.entries(WRITTEN)) {
    assert.ok(spellingsOf(SECRET).includes(text), `${who}: ${text}`);
    assert.equal(redact(`a ${text} b`), 'a [redacted] b', who);
  }
});

const BODY = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj', 'AgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4', 'q2M1bS0='];
const PEM = `-----BEGIN PRIVATE KEY-----\n${BODY.join('\n')}\n-----END PRIVATE KEY-----\n`;

test('the lines of a secret go one by one, also where a log gives each a prefix; what frames a key stays', () => {
  const redact = redactor([PEM]);
  for (const line of BODY) assert.equal(redact(`12:00 | ${line}`), '12:00 | [redacted]');
  assert.equal(redact('-----BEGIN CERTIFICATE-----'), '-----BEGIN CERTIFICATE-----');
  assert.equal(redact('-----END PRIVATE KEY-----'), '-----END PRIVATE KEY-----');
  assert.equal(redact(`a ${JSON.stringify(PEM)} b`), 'a "[redacted]" b');
  assert.equal(redact(`  ${BODY[0]}\r\n  ${BODY[1]}\r\n`), '  [redacted]\r\n  [redacted]\r\n');
});

test('lines that are short, repeat one character or stand in every key are no secret', () => {
  assert.deepEqual(linesOf('one line only'), []);
  const lines = ['abcde', '  first line ', '==========', '', 'Proc-Type: 4,ENCRYPTED', '\tsecond line', 'first line'];
  assert.deepEqual(linesOf(lines.join('\r\n')), ['first line', 'second line']);
  assert.deepEqual(linesOf(PEM), BODY);
});

test('addresses are no secret, nor are lines beside those whose names say that they are', () => {
  assert.deepEqual(linesOf('https://accounts.example/o/oauth2/auth\nhttps://ann:pa55word@host/\nhttps://h/?sig=a1b2'), [
    'https://ann:pa55word@host/',
    'https://h/?sig=a1b2',
  ]);
  assert.deepEqual(linesOf('PORT=8080\nREDIS_URL=redis://cache:6379\nDB_PASSWORD=hunter22x\nAAAA1111'), [
    'DB_PASSWORD=hunter22x',
    'AAAA1111',
  ]);
  assert.deepEqual(linesOf('users:\n- name: deploy-1\n  user:\n    token: aQ9xvbn2mK\n'), ['token: aQ9xvbn2mK']);
  assert.deepEqual(linesOf('export APP=orders-1\nexport DB_PASSWORD=hunter22x'), ['export DB_PASSWORD=hunter22x']);
  assert.deepEqual(linesOf('{\n  "a": "first-1",\n  "b": "second-2"\n}'), ['"a": "first-1",', '"b": "second-2"']);
});

test('a line of evidence is looked through in little time, for many secrets in all their spellings', () => {
  const secrets = Array.from({ length: 20 }, (_, index) => `${index}${SECRET}-${index * 7919}-${'k'.repeat(index)}`);
  const redact = redactor([
    ...secrets,
    ...secrets.slice(0, 3).map((secret) => PEM.replaceAll('A', secret.slice(0, 2))),
  ]);
  const line = `{"kind":"operation","phase":"baseline","journey":"order","process":"user 1","f":"write","key":"p/12345","value":"e3b0c44298fc1c149afbf4c8996fb924","startedUs":123456,"endedUs":134567,"outcome":"ok"}`;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round += 1) {
    const began = performance.now();
    for (let count = 0; count < 200; count += 1) redact(line);
    best = Math.min(best, ((performance.now() - began) / 200) * 1000);
  }
  assert.ok(best < 25, `${best} us a line`);
});
