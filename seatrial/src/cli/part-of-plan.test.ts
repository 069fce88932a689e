/** A part of a plan, chosen on the command line: what runs, what is said of it, and that it is never ready. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inProject } from './testing/project.ts';

const PLAN = `import { assemble, claim, defineTrial, journey, load, setting, system } from 'seatrial';
const api = system('api', { command: ['node', 'server.mjs', '{port}'] });
const users = setting('users', 1);
const visit = (name) => journey(name, async (t) => void t.check('it answers', (await t.http.get('/')).status === 200));
const part = (name, needs = []) => {
  const own = visit(name);
  return { phases: [load(name, own, { users, iterations: users })], claims: [claim.checks(own)], needs };
};
const prepared = part('prepare');
export default defineTrial({ name: 'parts', systems: [api], ...assemble([part('first', [prepared]), part('second', [prepared])]) });
`;

test('a claim runs the part it is of and what that needs, with the settings given, and is not ready', () =>
  inProject(async (project) => {
    project.write('trial.ts', PLAN);
    const { code, stdout, stderr } = await project.seatrial(
      'run',
      '--claim',
      'checks of second',
      '--set',
      'users=2',
      'trial.ts',
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /PROVEN IN PART/);
    assert.doesNotMatch(stdout, / READY/);
    assert.match(stdout, /chosen by --claim 'checks of second': 2 claims and 1\s+phase\s+were\s+left\s+out/);
    assert.match(stdout, /Run with --set users=2\./);
    assert.deepEqual(
      project.recordsOf('phase-started').map(({ phase, described }) => `${phase}: ${described}`),
      ['prepare: 2 iterations by 2 users', 'second: 2 iterations by 2 users'],
    );
    assert.match(project.read(`${project.run()}/header.json`), /"settings": {\s+"users": 2\s+}/);
    assert.equal((await project.seatrial('verify')).code, 0);
  }));

test('what is not there, or cannot be read, is told before anything is started', () =>
  inProject(async (project) => {
    project.write('trial.ts', PLAN);
    for (const [args, complaint] of [
      [
        ['--claim', 'checks of third'],
        /--claim: the plan has no claim 'checks of third'\n.*known: .*'checks of first'/,
      ],
      [['--phase', 'thrid'], /--phase: the plan has no phase 'thrid'/],
      [['--set', 'users=many'], /--set users: 'many' is not a number/],
      [['--set', 'user=2'], /--set user: the plan has no setting 'user'\n.*did you mean 'users'/],
      [['--set', 'users'], /--set: 'users' is no setting\n.*write --set name=value/],
    ] as const) {
      const { code, stderr } = await project.seatrial('check', ...args);
      assert.equal(code, 64);
      assert.match(stderr, complaint);
    }
  }));

test('check names the command that runs exactly what it has shown', () =>
  inProject(async (project) => {
    const quoted = PLAN.replace("part('first'", 'part("it\'s the first"').replace(
      'users = ',
      "mode = setting('mode', 'slow'), users = ",
    );
    project.write('trial.ts', quoted);
    const first = "checks of it's the first";
    const asked = ['--claim', first, '-c', 'checks of second', '--set', 'users=3', '--set', 'mode=very slow'];
    for (const [args, command] of [
      [
        ['check', ...asked],
        "run --claim 'checks of it'\\''s the first' --claim 'checks of second' --set users=3 --set 'mode=very slow'",
      ],
      [['run', '--dry-run', '-p', 'second'], 'run --phase second'],
      [['check'], 'run'],
    ] as const) {
      const { code, stdout, stderr } = await project.seatrial(...args, 'trial.ts');
      assert.equal(code, 0, stderr);
      assert.equal(stdout.trimEnd().split('runs: ').at(-1), `npx seatrial ${command} trial.ts`);
    }
  }));
