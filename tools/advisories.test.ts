import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAudit } from './advisories.ts';

const answer = (severity: string) =>
  JSON.stringify({
    vulnerabilities: { ms: { severity } },
    metadata: { vulnerabilities: { low: 0, high: 0, critical: 0, [severity]: 1, total: 1 } },
  });

test('high and critical advisories fail, others are told', () => {
  assert.deepEqual(readAudit(answer('critical')), {
    sentence: '1 known advisories; high or critical: ms (critical)',
    failed: true,
  });
  assert.equal(readAudit(answer('high')).failed, true);
  assert.deepEqual(readAudit(answer('low')), { sentence: '1 known advisories', failed: false });
});

test('a registry that does not answer is said, not passed over', () => {
  const sentence = (reason: string) => `not checked: the package registry does not answer audits (${reason})`;
  assert.deepEqual(readAudit('{ "statusCode": 405 }'), { sentence: sentence('status 405'), failed: false });
  assert.deepEqual(readAudit('connection refused'), { sentence: sentence('no answer'), failed: false });
});
