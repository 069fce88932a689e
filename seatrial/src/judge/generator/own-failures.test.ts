import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvidenceRecord } from '../../evidence/records.ts';
import type { Answer } from '../answer.ts';
import { coverage } from '../coverage.ts';
import { errors, evidence, phase } from '../testing/evidence.ts';
import { unlessGeneratorFailed } from './own-failures.ts';

function answered(verdict: Answer['verdict'], ...facts: Parameters<typeof evidence>): Answer {
  const ledger = evidence(...phase({}, ...facts));
  const answer: Answer = { verdict, required: '', observed: '', because: ['seen'], records: [] };
  return unlessGeneratorFailed(answer, coverage({ journey: 'order', during: [] }, ledger).phases, ledger);
}

test('a disproof stands unless requests never left the load generator, and then it is said which', () => {
  assert.equal(answered('disproven', errors(3)).verdict, 'disproven');
  const ours = [errors(3, { cause: 'no descriptor left' }), errors(2, { cause: 'no port left' })];
  const answer = answered('disproven', ...ours);
  assert.equal(answer.verdict, 'unproven');
  assert.deepEqual(answer.because, [
    '3 requests never left the load generator: it had no file descriptor left',
    '2 requests never left the load generator: it had no local port left',
    'seen',
  ]);
  assert.deepEqual(
    answer.records.map(({ kind }: EvidenceRecord) => kind),
    ['errors', 'errors'],
  );
  assert.equal(answered('proven', ...ours).verdict, 'proven');
});

test('what was never sent, and redirects that are not followed, are said to be that', () => {
  const kept = errors(128, { cause: 'stream over', of: 'message' });
  assert.deepEqual(answered('disproven', kept).because, [
    '128 messages were never sent: their connections had ended before, and the journey had opened no other',
    'seen',
  ]);
  assert.deepEqual(answered('disproven', errors(1, { cause: 'not followed' })).because, [
    '1 request was led to what is no system of this plan, where Seatrial does not follow',
    'seen',
  ]);
});

test('failures of other journeys and phases are no excuse', () => {
  assert.equal(answered('disproven', errors(3, { cause: 'no port left', phase: 'spike' })).verdict, 'disproven');
});
