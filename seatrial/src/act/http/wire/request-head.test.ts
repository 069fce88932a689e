import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestHead } from './request-head.ts';

const origin = { secure: false, host: '127.0.0.1', port: 8080 };

function sent(fields: string): string {
  const head = new RequestHead(origin);
  const problem = head.problem('GET', '/', fields);
  return problem === '' ? String(head.text('/', null)) : problem;
}

test('the Host of a journey stands in place of the address, first', () => {
  assert.equal(sent('A: b\r\n'), 'GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nA: b\r\n\r\n');
  for (const host of ['shop.example', 'shop.example:81', '[::1]:80', 'a_b-c', 'x:'])
    for (const line of [`Host: ${host}`, `host:${host}\t`])
      assert.equal(sent(`A: b\r\n${line}\r\nC: d\r\n`), `GET / HTTP/1.1\r\nHost: ${host}\r\nA: b\r\nC: d\r\n\r\n`);
});

test('a header whose name ends as Host does is another', () => {
  assert.equal(sent('X-Host: a\r\nHost: a\r\n'), 'GET / HTTP/1.1\r\nHost: a\r\nX-Host: a\r\n\r\n');
});

test('it is that of its request only', () => {
  const head = new RequestHead(origin);
  assert.equal(head.problem('GET', '/', 'Host: a\r\n'), '');
  assert.equal(head.host, 'a');
  assert.equal(head.problem('GET', '/', ''), '');
  assert.equal(head.host, '127.0.0.1:8080');
  assert.match(String(head.text('/', null)), /\r\nHost: 127\.0\.0\.1:8080\r\n/);
});

test('two hosts, and one that names none, are refused', () => {
  assert.match(sent('Host: a\r\nHost: a\r\n'), /two Host headers/);
  assert.match(sent('Host: a\r\nhost: b\r\n'), /two Host headers/);
  for (const host of ['', 'a b', 'a, b', 'a/b', 'me@a', 'a:80:90', '\xe9', 'a?', 'a#', 'a:x'])
    assert.match(
      sent(`Host: ${host}\r\n`),
      /the header Host: .* names no host; write it as shop\.example or shop\.example:8080/,
    );
});
