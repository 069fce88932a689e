/** Claims in a header that this version cannot read: the rest of the run is judged, and they are not proven. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Journal } from './evidence/journal.ts';
import { createRun } from './evidence/run-directory.ts';
import { sealRun } from './evidence/seal.ts';
import { asItIs, header, temporaryFolder } from './evidence/testing/run.ts';
import { assessRun } from './judge-run.ts';
import { claim } from './plan/claims/claim.ts';
import { system } from './plan/systems/system.ts';

const upAndRunning = claim.staysUp(system('api', { command: ['api', '{port}'] }));

/** What is found in a run with these claims, in which an instance started and nothing ended it. */
function found(t: TestContext, ...claims: object[]): readonly unknown[] {
  const plan = { ...header.plan, claims };
  const { directory, headerText } = createRun(temporaryFolder(t), { ...header, plan }, asItIs);
  let ticks = 0;
  const journal = new Journal({ directory, headerText, redact: asItIs, nowUs: () => ++ticks * 1000 });
  journal.append({ kind: 'instance-started', system: 'api', instance: 1, pid: 1, url: '', command: ['api'], start: 1 });
  journal.append({ kind: 'instance-ready', system: 'api', instance: 1, start: 1, tookUs: 1 });
  journal.append({ kind: 'trial-ended', outcome: 'complete' });
  journal.close();
  sealRun(directory, journal);
  const judged = assessRun(directory);
  if (!judged.ok) assert.fail(judged.problems.join('; '));
  const { findings, scorecard } = judged.assessment;
  const told = findings.map(({ claim: id, verdict, because }) => [id, verdict, verdict === 'proven' ? '' : because[0]]);
  return [...told, scorecard.verdict];
}

test('a claim with a field of another version is not judged, and the others are', (t) => {
  assert.deepEqual(found(t, upAndRunning), [['api stays up', 'proven', ''], 'proven']);
  assert.deepEqual(found(t, upAndRunning, { ...upAndRunning, id: 'later', notBefore: '5s' }), [
    ['api stays up', 'proven', ''],
    ['later', 'unproven', "this version of Seatrial cannot read the claim: a claim 'stays-up' has no 'notBefore'"],
    'unproven',
  ]);
});

test('what is no claim is named by its place', (t) => {
  assert.deepEqual(found(t, upAndRunning, { kind: 'telepathy', weight: 'much', category: 'magic' }, []), [
    ['api stays up', 'proven', ''],
    ['claims[1]', 'unproven', "this version of Seatrial has no judge for claims of kind 'telepathy'"],
    ['claims[2]', 'unproven', 'this version of Seatrial has no judge for what is no claim'],
    'unproven',
  ]);
});
