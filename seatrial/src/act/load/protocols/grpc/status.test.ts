import assert from 'node:assert/strict';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import type { Cause } from '../../../../evidence/records.ts';
import { failureOfStatus, STATUS_NAMES, statusName } from './status.ts';

/** Sentences of the library as it has said them. */
const said: readonly [code: number, details: string, cause: Cause][] = [
  [4, 'Deadline exceeded after 0.061s,name resolution: 0.001s,remote_addr=127.0.0.1:34595', 'timeout waiting'],
  [4, 'Deadline exceeded after 0.3s,name resolution: 0.001s,Waiting for LB pick', 'timeout connecting'],
  [4, 'Deadline exceeded after 0.3s,Waiting for name resolution', 'timeout connecting'],
  [14, 'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ', 'refused'],
  [14, 'No connection established. Last error: read ECONNRESET (2026-11-20). Resolution note: ', 'reset'],
  [14, 'No connection established. Last error: Error: self-signed certificate. Resolution note: ', 'tls'],
  [14, 'No connection established', 'refused'],
  [14, 'Name resolution failed for target dns:nowhere.invalid:1', 'dns'],
  [
    14,
    'No connection established. Last error: connect EMFILE 127.0.0.1:1 - Local (undefined:undefined)',
    'no descriptor left',
  ],
  [14, 'No connection established. Last error: connect EADDRNOTAVAIL 127.0.0.1:1', 'no port left'],
  [14, 'Connection dropped', 'reset'],
  [14, 'Stream refused by server', 'reset'],
  [14, 'read ECONNRESET', 'reset'],
  [13, 'Received RST_STREAM with code 2 (Internal server error)', 'reset'],
  [13, 'Received RST_STREAM with code 0 (Call ended without gRPC status)', 'protocol'],
  [12, 'Received HTTP status code 404', 'protocol'],
  [1, 'Call cancelled', 'reset'],
  [8, 'Bandwidth exhausted or memory limit exceeded', 'reset'],
  [2, 'a sentence of a later version', 'protocol'],
];

test('what the library says of the network is told from what a peer says in the same words', () => {
  for (const [code, details, cause] of said) {
    assert.equal(failureOfStatus(code, details, false)?.cause, cause, details);
    assert.match(failureOfStatus(code, details, true)?.cause ?? '', /^status [45]xx$/, details);
  }
  assert.equal(failureOfStatus(4, 'the upstream took too long', true)?.cause, 'status 5xx');
  assert.equal(failureOfStatus(99, '', true)?.cause, 'status 5xx');
  assert.equal(failureOfStatus(0, '', true), null);
  assert.equal(failureOfStatus(5, '', true)?.why, 'gRPC status NOT_FOUND');
  assert.equal(failureOfStatus(5, 'no order', true)?.why, 'gRPC status NOT_FOUND: no order');
});

test('names are those of the library', () => {
  for (const [code, name] of STATUS_NAMES.entries()) assert.equal(status[code], name);
  assert.equal(statusName(99), 'UNKNOWN');
});
