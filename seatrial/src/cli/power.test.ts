/** `seatrial power` through the command line, on a service of a few lines. */
import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PowerReport } from '../power/power-report.ts';
import { type Answer, inProject, type Project } from './testing/project.ts';
import { JOURNEY, RULES, shop } from './testing/shop.ts';
import { complains, refused } from './testing/speech.ts';

const power = (project: Project, ...more: readonly string[]): Promise<Answer> =>
  project.seatrial('power', '--mutate', 'rules.mjs', '--sample', '2', ...more);

describe('power', { concurrency: 2 }, () => {
  it('tells what is caught, what is missed and what is never reached, and goes on where it was', () =>
    inProject(async (project) => {
      shop(project);
      const answer = await power(project, '--parallel', '2');
      assert.equal(answer.code, 0, answer.stderr);
      assert.match(answer.stdout, /power 50% {3}9% to 91%/);
      assert.match(
        answer.stdout,
        /2 mutants tried, a sample of 4 that the trial reaches \(6 in all\): 1 killed, 1 survived/,
      );
      assert.match(answer.stdout, /never reached: rules\.mjs 3\n/);
      assert.match(
        answer.stdout,
        /survived {2}rules\.mjs:2 .*\n {4}- export const greeting = \(\) => 'hello';\n {4}\+ /,
      );
      assert.match(answer.stdout, /the nearest claim is 'checks of look', which caught a change of line 1/);
      assert.match(answer.stdout, /never caught anything: api stays up\n/);
      assert.equal(project.read('rules.mjs'), RULES);

      const again = await power(project, '--json');
      assert.match(again.stderr, /2 are tried, of which 2 are known from before/);
      const report = JSON.parse(again.stdout) as PowerReport;
      const [killed] = report.tried.filter(({ fate }) => fate.kind === 'killed');
      assert.deepEqual(killed?.fate, { kind: 'killed', by: ['checks of look'] });
      const runs = join(project.folder, report.evidence, 'runs');
      assert.ok(existsSync(join(runs, `${killed?.id}-short`, 'seal.json')));
      assert.ok(existsSync(join(runs, 'healthy-short', 'seal.json')));
    }));

  it('puts variants on trial that somebody has written, in any language', () =>
    inProject(async (project) => {
      shop(project);
      const [price, ...rest] = RULES.trimEnd().split('\n');
      const patch = (after: string) =>
        `--- a/rules.mjs\n+++ b/rules.mjs\n@@ -1,3 +1,3 @@\n-${price}\n+${after}\n ${rest.join('\n ')}\n`;
      project.write('variants/dear.patch', patch('export const price = (amount) => amount * 3;'));
      project.write('variants/rude.sh', "sed -i.before 's/hello/what?/' rules.mjs\n");
      project.write('variants/README.md', 'What strangers have broken.');
      const answer = await project.seatrial('power', '--variants', 'variants', '--json');
      assert.equal(answer.code, 0, answer.stderr);
      const report = JSON.parse(answer.stdout) as PowerReport;
      assert.deepEqual(report.tried.map(({ id, fate, line }) => [id, fate.kind, line]).sort(), [
        ['dear.patch', 'killed', 1],
        ['rude.sh', 'survived', 1],
      ]);
      assert.equal(project.read('rules.mjs'), RULES);
      project.write('variants/late.patch', patch('').replace('amount * 2', 'amount * 4'));
      complains(await project.seatrial('power', '--variants', 'variants'), 64, 'late.patch cannot be applied');
    }));

  it('measures nothing where the healthy system is not proven', () =>
    inProject(async (project) => {
      shop(project, `${JOURNEY} t.check('is free', false);`);
      const answer = await power(project);
      complains(answer, 2, "'checks of look' is disproven without a mutant, of the phases short");
      assert.equal(answer.stdout, '');
    }));

  it('writes nothing through a link that leads out of the project', () =>
    inProject(async (project) => {
      shop(project);
      project.write('shared/rules.mjs', RULES);
      project.write('inner/trial.ts', project.read('trial.ts'));
      project.write('broken/rude.sh', 'echo rude > lib/rules.mjs\n');
      symlinkSync('../shared', join(project.folder, 'inner/lib'));
      for (const breaking of ['--mutate lib/rules.mjs', '--variants ../broken']) {
        const answer = await project.shell(`cd inner && $SEATRIAL power ${breaking}`);
        complains(answer, 64, 'lib is a link that leads out of the project');
        assert.match(answer.stderr, /put the files into the project, or run power in the folder above/);
      }
      assert.equal(project.read('shared/rules.mjs'), RULES);
      assert.equal(existsSync(join(project.folder, 'inner/.seatrial')), false, 'something was begun');
    }));

  it('says what it cannot be asked', () =>
    inProject(async (project) => {
      shop(project);
      await refused(project, ['power'], 'power does not know what to break');
      await refused(project, ['power', '--mutate', 'rules.mjs', '--sample', 'few'], "'few' is not a number");
      await refused(project, ['power', '--mutate', 'none/*.ts'], 'none/*.ts names no source file');
    }));
});
