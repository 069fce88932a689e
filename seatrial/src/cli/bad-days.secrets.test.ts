/** Secrets of a plan are in no file of a run and in nothing that is said, whoever lets them slip. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assessRun, viewOf } from '../judge-run.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderExplain } from '../report/terminal/explain.ts';
import { renderScorecard } from '../report/terminal/scorecard.ts';
import { type Answer, inProject, type Project } from './testing/project.ts';
import { complains, holds, speaks } from './testing/speech.ts';

const TOKEN = 'hunter2-"quoted"-hunter2';
const WORD = 'open sesame, please';
const ENVIRONMENT = `env: { SERVICE_TOKEN: '${TOKEN}' }`;

/** Neither what was said nor any file of the project but the plan has a secret, in whatever spelling. */
function nothingSlipped(project: Project, answers: readonly Answer[]): void {
  const kept = readdirSync(join(project.folder, '.seatrial'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  assert.ok(kept.some((path) => path.endsWith('report.html')));
  const texts = new Map(kept.map((path) => [path, readFileSync(path, 'utf8')]));
  for (const [index, { stdout, stderr }] of answers.entries()) texts.set(`answer ${index}`, stdout + stderr);
  for (const [where, text] of texts) {
    for (const secret of ['hunter2', WORD, encodeURIComponent(WORD)]) {
      assert.equal(text.includes(secret), false, `${where} has '${secret}'`);
    }
  }
}

/** Everything one can ask about the one run. */
async function asked(project: Project): Promise<Answer[]> {
  const findings = JSON.parse(project.read(join(project.run(), 'findings.json'))) as { claim: string }[];
  const explained = findings.map(({ claim }) => project.seatrial('explain', 'latest', claim, '--all'));
  return Promise.all([...explained, project.seatrial('judge'), project.seatrial('report', '-f', 'json')]);
}

/** What the commands would say of the one run, without a process for each. */
function said(project: Project): Answer[] {
  const assessed = assessRun(join(project.folder, project.run()));
  assert.ok(assessed.ok);
  const view = viewOf(assessed.assessment);
  const explained = view.findings.map(({ claim }) => {
    const answer = renderExplain(view, claim, { all: true, colour: false, width: 100 });
    return answer.ok ? answer.text : assert.fail(answer.problem);
  });
  const texts = [...explained, renderScorecard(view, { colour: false, width: 100 }), renderJson(view)];
  return texts.map((stdout) => ({ code: 0, signal: null, stdout, stderr: '' }));
}

describe('a secret', { concurrency: 2 }, () => {
  it('that the system prints and answers, and the journey throws, checks, writes and asks for', () =>
    inProject(async (project) => {
      project.plan({
        system: `command: ['node', 'server.mjs', '{port}', 'talkative'], ready: { http: '/' }, ${ENVIRONMENT}`,
        more: 'secrets: [process.env.MAGIC_WORD],',
        journey: `
          const word = process.env.MAGIC_WORD;
          console.log('the word is', word);
          console.error(new Error(word).message);
          const { text } = await t.http.get('/echo').then((answer) => ({ text: answer.text() }));
          t.check('is quiet', false, 'it said ' + text + ' and ' + word);
          await t.http.get('/fail?word=' + encodeURIComponent(word), { headers: { authorization: 'Bearer ' + text } });
          await t.http.put('/' + encodeURIComponent(word), { body: word, writes: { key: text, value: word } });
          await t.step('say ' + word, () => t.sleep('50ms'));
          throw new Error('no entry with ' + text + ' or ' + word);`,
        claims: "claim.checks(look), claim.errors(look, 'rate<1%'), claim.noLostWrites(look)",
      });
      const run = await project.start(['run', '--workers', '1'], { MAGIC_WORD: WORD }).ended;
      complains(run, 1);
      assert.match(run.stdout, /it said \[redacted\] and \[redacted\]/);
      assert.match(project.read(join(project.run(), 'logs/api-1.log')), /connected with \[redacted\]/);
      const answers = await asked(project);
      answers.forEach(speaks);
      nothingSlipped(project, [run, ...answers]);
      const findings = JSON.parse(project.read(join(project.run(), 'findings.json')));
      const leak = findings.find(({ kind }: { kind: string }) => kind === 'no-secrets-in-logs');
      assert.equal(leak.verdict, 'disproven');
      const told = 'SERVICE_TOKEN of api stood 1 time in logs/api-1.log, first in line 1 of its output';
      assert.equal(leak.because[0], told);
      holds(project);
    }));
  it('in the last words of a system that does not start', () =>
    inProject(async (project) => {
      project.plan({
        system: `command: ['node', 'server.mjs', '{port}', 'talkative', 'deaf'], ready: { http: '/', within: '3s' }, ${ENVIRONMENT}`,
      });
      const run = await project.trial();
      complains(run, 1, 'connected with [redacted]'); // that it said so is a disproof, though nothing else is shown
      nothingSlipped(project, [run, ...said(project)]);
    }));
  it('in an error that nobody caught', () =>
    inProject(async (project) => {
      project.plan({
        journey: `void Promise.reject(new Error('no entry with ${WORD}')); await t.sleep('50ms');`,
        phases: "load('short', look, { users: 1, for: '300ms' })",
        more: `secrets: ['${WORD}'],`,
      });
      const run = await project.trial();
      complains(run, 2, 'no entry with [redacted]');
      nothingSlipped(project, [run, ...said(project)]);
    }));
});
