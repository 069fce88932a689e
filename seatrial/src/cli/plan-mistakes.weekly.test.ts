/** Mistakes of a plan: misspelt ones are refused before anything starts; those that show only while it runs end it, with 64. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PlanParts } from './testing/plan-text.ts';
import { inProject, type Project } from './testing/project.ts';

const together = { concurrency: 2 };

const TYPOS = `import { claim, defineTrial, fault, journey, load, system } from 'seatrial';
const api = system('api', { command: ['node', 'server.mjs', '{port}', '{prot}'], envs: { A: 'x' }, redy: { http: '/x' } });
const look = journey('look', async (t) => { await t.http.get('/', { header: {} }); }, { setUp: async () => {} });
export default defineTrial({ name: 'typo', systems: [api], seeed: 3,
  phases: [load('a', look, { users: 1, for: '1s', pase: '1s' }),
           load('b', look, { users: 1, for: '3s', fault: [fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' })] })],
  claims: [claim.latency(look, 'p(95)<200ms', { durring: 'a', minSample: 1000 }), claim.errors(look, 'rate<1%', { when: 'a' })] });
`;

/** Runs a plan that shows its mistake only while it runs; it ends soon, and its evidence stands. */
async function ends(project: Project, parts: PlanParts, ...said: readonly RegExp[]): Promise<void> {
  project.plan({ claims: "claim.checks(look), claim.errors(look, 'rate<1%')", ...parts });
  const answer = await project.seatrial('run');
  assert.equal(answer.code, 64, answer.stderr + answer.stdout);
  for (const each of [/the plan has one mistake/, ...said]) assert.match(answer.stderr, each);
  assert.ok(!answer.stdout.includes('READY '), answer.stdout);
  assert.ok(existsSync(join(project.folder, project.run(), 'seal.json')), 'the evidence is not sealed');
  const again = await project.seatrial('judge');
  assert.equal(again.code, 64, again.stderr);
  for (const each of said) assert.match(again.stderr, each);
  assert.equal((await project.seatrial('verify')).code, 0);
}

describe('a plan with a mistake', together, () => {
  it('shows all that is misspelt at once, each with what is meant, and starts nothing', () =>
    inProject(async (project) => {
      project.write('trial.mjs', TYPOS);
      const { code, stderr } = await project.seatrial('run', 'trial.mjs');
      assert.equal(code, 64, stderr);
      for (const [name, meant] of Object.entries({
        seeed: "did you mean 'seed'",
        envs: "did you mean 'env'",
        redy: "did you mean 'ready'",
        setUp: "did you mean 'setup'",
        pase: "did you mean 'pace'",
        fault: "did you mean 'faults'",
        durring: "did you mean 'during'",
        minSample: "did you mean 'minSamples'",
        when: "known: 'id'",
      }))
        assert.match(stderr, new RegExp(`there is no option '${name}'\\n +${meant}`));
      assert.match(
        stderr,
        /systems\[0\] \(api\), command\[3\]: '\{prot\}' is not a placeholder\n +did you mean '\{port\}'/,
      );
      assert.ok(!existsSync(join(project.folder, '.seatrial')));
    }));

  it('checks a promise: the run ends at once, on every thread', () =>
    inProject((project) => {
      const parts = {
        journey: "t.check('answers', t.http.get('/').then((a) => a.status === 402)); await t.sleep('20ms');",
        phases: "load('long', look, { users: 4, for: '50s' })",
      };
      return ends(project, parts, /trial\.ts:4: t\.check\('answers'\): a promise is not true or false; await it/);
    }));

  it('misspells an option of a request that it does not wait for: told once, and named by its place elsewhere', () =>
    inProject(async (project) => {
      const claims = "claim.checks(look), claim.errors(look, 'rate<1%')";
      project.plan({ journey: "t.http.get('/', { expct: 200 }); await t.sleep('20ms');", claims });
      const { code, stdout, stderr } = await project.seatrial('run', '--workers', '1');
      assert.equal(code, 64, stderr + stdout);
      assert.equal((stderr + stdout).split("no option 'expct'").length - 1, 1, stderr + stdout);
      assert.match(
        stderr,
        /seatrial: the plan has a mistake \(trial\.ts:4\), so the trial ends\. Faults are being undone/,
      );
      assert.match(
        stdout.replaceAll(/\s+/g, ' '),
        /the trial was interrupted: the plan has a mistake \(trial\.ts:4\) /,
      );
    }));

  it('makes a TypeError before anything was asked', () =>
    inProject((project) =>
      ends(project, { journey: 'await t.sleep("20ms"); t.data.token.trim();' }, /trial\.ts:4: TypeError: .*'token'/),
    ));

  it('asks another host, though the journey catches it', () =>
    inProject((project) => {
      const journey = "await t.http.get('http://example.test/').catch(() => null); await t.sleep('20ms');";
      return ends(project, { journey }, /trial\.ts:4: example\.test is not a system of this plan/);
    }));

  it('has a setup that is wrong', () =>
    inProject((project) => {
      const before = "const wrong = journey('wrong', async () => {}, { setup: async () => nowhere.at.all });";
      const phases =
        "load('short', look, { users: 1, for: '300ms' }), load('wrong', wrong, { users: 1, for: '300ms' })";
      return ends(
        project,
        { before, phases },
        /trial\.ts:6: ReferenceError: nowhere is not defined\n +in 'wrong setup'/,
      );
    }));

  it('puts a BigInt where text belongs, and its evidence can be judged', () =>
    inProject((project) => {
      const journey = "await t.http.put('/x', { writes: { key: 10n, value: 'v' } });";
      return ends(project, { journey }, /trial\.ts:4: writes\.key: 10n is not text/);
    }));
});
