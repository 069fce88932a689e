/** Requests that are told apart by tags, from the journey through evidence and judgement to the scorecard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inProject } from './testing/project.ts';
import { complains, holds } from './testing/speech.ts';

test('claims select requests by tags; what matches nothing is unproven and says what was tagged', () =>
  inProject(async (project) => {
    const claims = ['small', 'large', 'huge'].map(
      (kind) => `claim.errors(look, 'rate<1%', { minSamples: 5, tags: { kind: '${kind}' } })`,
    );
    project.plan({
      journey: `for (const [kind, path] of [['small', '/'], ['large', '/fail']] as const)
        await t.http.get(path, { name: 'get', tags: { kind } });`,
      claims: claims.join(', '),
    });
    const answer = await project.seatrial('run', '--workers', '2');
    complains(answer, 1);
    const findings: { claim: string; verdict: string; because: string[] }[] = JSON.parse(
      project.read(`${project.run()}/findings.json`),
    );
    assert.deepEqual(
      findings.map(({ claim, verdict }) => [claim, verdict]),
      [
        ['errors of look {kind:small} rate<1%', 'proven'],
        ['errors of look {kind:large} rate<1%', 'disproven'],
        ['errors of look {kind:huge} rate<1%', 'unproven'],
        ['api stays up', 'proven'],
      ],
    );
    assert.match(findings[2]?.because[0] ?? '', /^nothing matched \{kind:huge\}; what was tagged: '\{kind:/);
    assert.match(answer.stdout, /^ {4}get .*\n {6}\{kind:\w+\} .*\n {6}\{kind:\w+\} /m);
    const tags = project.recordsOf('window').map(({ tags }) => JSON.stringify(tags));
    assert.deepEqual(new Set(tags), new Set([undefined, '{"kind":"small"}', '{"kind":"large"}']));
    holds(project);
    complains(await project.seatrial('explain', 'latest', 'errors of look {kind:large} rate<1%'), 0);
  }));
