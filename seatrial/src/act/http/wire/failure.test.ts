import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failure.ts';

function refused(code: string, syscall = 'connect'): Error {
  return Object.assign(new Error(`${syscall} ${code} 127.0.0.1:80`), { code, syscall });
}

test('what ran out at the load generator is told from what the peer refused', () => {
  const cause = (error: Error): string => failureOf(error, 'connecting', '').cause;
  assert.equal(cause(refused('EMFILE')), 'no descriptor left');
  assert.equal(cause(refused('ENFILE')), 'no descriptor left');
  assert.equal(cause(refused('EADDRNOTAVAIL')), 'no port left');
  assert.equal(cause(refused('ECONNREFUSED')), 'refused');
  assert.equal(cause(refused('ENOTFOUND', 'getaddrinfo')), 'dns');
  assert.match(
    failureOf(refused('EMFILE'), 'connecting', '').why,
    /no file descriptor left: connect EMFILE .*ulimit -n/,
  );
  const withoutAddress = Object.assign(new Error('connect EMFILE 127.0.0.1:80 - Local (undefined:undefined)'), {
    code: 'EMFILE',
  });
  assert.match(failureOf(withoutAddress, 'connecting', '').why, /left: connect EMFILE 127\.0\.0\.1:80; raise/);
});
