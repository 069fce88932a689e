import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerOf } from '../../evidence/ledger.ts';
import type { EvidenceRecord, Fact } from '../../evidence/records.ts';
import { deathsOf } from './deaths.ts';

function deaths(...facts: readonly Fact[]) {
  return deathsOf(
    ledgerOf(facts.map((fact, index) => ({ ...fact, seq: index + 1, atUs: index * 1e6 }) as EvidenceRecord)),
  );
}

const api = { system: 'api', instance: 1 };
const exited = { kind: 'instance-exited', ...api, pid: 7, code: 3, signal: null } as const;
const unready = { kind: 'instance-unready', ...api, start: 1 } as const;

test('an instance that ended by itself, with the last that it said', () => {
  assert.deepEqual(deaths({ ...exited, expected: true }, { ...exited, expected: false, lastLines: ['no ledger'] }), [
    { name: 'api 1', what: 'ended by itself (code 3)', atUs: 1e6, output: ['no ledger'], log: 'logs/api-1.log' },
  ]);
});

test('an exit before it was ready is told once', () => {
  const started = { kind: 'instance-started', ...api, pid: 7, url: '', command: ['api'], start: 1 } as const;
  const because = 'api 1 exited with code 3 before it was ready';
  const output = ['no ledger', 'bye'];
  const exit = { ...exited, expected: false, lastLines: ['bye'] };
  assert.deepEqual(deaths(started, exit, { ...unready, because, output }), [
    {
      name: 'api 1',
      what: 'did not become ready: it exited with code 3 before it was ready (2s after its start)',
      atUs: 2e6,
      ...{ output, log: 'logs/api-1.log' },
    },
  ]);
});
