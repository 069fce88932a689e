/** The verbs beside a run, through the command line: what a plan would do, which runs there are, and their removal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject, type Project } from './testing/project.ts';
import { complains, speaks } from './testing/speech.ts';

const together = { concurrency: 2 };
const hasScript = spawnSync('script', ['--version']).status === 0;
const NO_SCRIPT = 'the program `script` is not installed';

/** Runs as they lie on the disk, sealed, started so many days ago. */
function runs(
  project: Project,
  daysAgo: Readonly<Record<string, number>>,
  more: Readonly<Record<string, string>> = {},
) {
  for (const [name, days] of Object.entries(daysAgo)) {
    const startedAt = new Date(Date.now() - days * 86_400_000).toISOString();
    project.write(`.seatrial/runs/${name}/header.json`, JSON.stringify({ plan: { name }, startedAt }));
    project.write(`.seatrial/runs/${name}/seal.json`, '{}');
    project.write(`.seatrial/runs/${name}/scorecard.json`, '{ "readiness": "not ready" }');
    project.write(`.seatrial/runs/${name}/logs/api-1.log`, 'x'.repeat(5000));
  }
  for (const [file, text] of Object.entries(more)) project.write(file, text);
}

describe('check', together, () => {
  it('says what a plan would do and starts nothing, as run --dry-run does', () =>
    inProject(async (project) => {
      project.plan({
        system: "command: ['node', 'server.mjs', '{port}', 'crash'], env: { API_TOKEN: 'hunter2hunter2' }",
      });
      for (const args of [['check'], ['run', '--dry-run'], ['check', 'trial.ts', '--json']]) {
        const answer = await project.seatrial(...args);
        complains(answer, 0);
        for (const text of [
          'node server.mjs {port} crash',
          'short',
          '2 users for 500ms',
          'checks of look',
          'api stays up',
          ...(args.includes('--json') ? [] : ['No mistake was found', 'Programs are looked for when the plan runs']),
        ])
          assert.ok(answer.stdout.includes(text), `${text} is not in:\n${answer.stdout}`);
        assert.ok(!answer.stdout.includes('hunter2'), 'a secret was shown');
      }
      assert.equal(existsSync(join(project.folder, '.seatrial')), false, 'a run was begun');
    }));
  it('tells every mistake, with exit code 64', () =>
    inProject(async (project) => {
      project.plan({ phases: "load('short', look, { users: -1, for: '5 s' })" });
      complains(
        await project.seatrial('check'),
        64,
        'phases[0] (short), users: ',
        '(short), for: ',
        'nothing was started',
      );
      const { code, stdout } = await project.seatrial('run', '--dry-run', '--json');
      assert.equal(code, 64);
      const { mistakes } = JSON.parse(stdout) as { mistakes: { path: string }[] };
      assert.deepEqual(
        mistakes.map(({ path }) => path),
        ['phases[0].users', 'phases[0].for'],
      );
    }));
});

describe('list and clean', together, () => {
  it('list shows when, which plan, how it was judged and how large; the latest last', () =>
    inProject(async (project) => {
      assert.match((await project.seatrial('list')).stdout, /There is no run below \.seatrial\/runs/);
      runs(project, { shop: 3, mail: 1 });
      const { code, stdout } = await project.seatrial('list');
      assert.equal(code, 0);
      assert.match(stdout, /shop +\d{4}-\d\d-\d\d \d\d:\d\d UTC +shop +not ready +5\.\d+KB\n +mail /);
      assert.match(stdout, /2 runs, 10\.\d+KB in \.seatrial\/runs/);
      const listed = JSON.parse((await project.seatrial('list', '--json')).stdout) as { plan: string; bytes: number }[];
      assert.deepEqual(
        listed.map(({ plan, bytes }) => [plan, bytes > 5000]),
        [
          ['shop', true],
          ['mail', true],
        ],
      );
    }));
  it('clean keeps what it is told to, says what it removes, and asks nothing in a pipe', () =>
    inProject(async (project) => {
      runs(project, { old: 30, older: 40, new: 1 });
      const left = (): string[] => project.runs().map((run) => run.replace('.seatrial/runs/', ''));
      const shown = await project.seatrial('clean', '--keep', '1', '--dry-run');
      complains(shown, 0);
      assert.match(shown.stdout, /older .*\n +old .*\n\n +2 runs, .*in .*\n\n? *Nothing was removed/);
      assert.deepEqual(left(), ['new', 'old', 'older']);
      const both = await project.seatrial('clean', '--keep', '1', '--older-than', '35d');
      assert.match(both.stdout, /1 run, 5\.\d+KB in .*\n\n? *Removed 1 run, 5\.\d+KB/);
      assert.deepEqual(left(), ['new', 'old']);
      speaks(await project.seatrial('clean', '--older-than', '1h', '--json'));
      assert.deepEqual(left(), []);
    }));
  it('clean asks on a terminal, and removes nothing without a yes', { skip: hasScript ? false : NO_SCRIPT }, () =>
    inProject(async (project) => {
      runs(project, { a: 2 });
      const answering = (answer: string) =>
        project.shell(`echo ${answer} | script -qefc '$SEATRIAL clean --keep 0' /dev/null`);
      assert.match((await answering('n')).stdout, /Remove 1 run\? \[y\/N\][\s\S]*Nothing was removed/);
      assert.equal(project.runs().length, 1);
      assert.match((await answering('y')).stdout, /Removed 1 run/);
      assert.equal(project.runs().length, 0);
    }),
  );
  it('clean leaves alone what is no run, what may still be under way, and what lies elsewhere', () =>
    inProject(async (project) => {
      runs(project, { done: 2, running: 2 }, { '.seatrial/runs/notes/a.txt': 'mine', 'elsewhere/header.json': '{}' });
      rmSync(join(project.folder, '.seatrial/runs/running/seal.json'));
      symlinkSync(join(project.folder, 'elsewhere'), join(project.folder, '.seatrial/runs/link'));
      const answer = await project.seatrial('clean', '--keep', '0');
      complains(answer, 0);
      assert.match(answer.stdout, /1 run may still be under way: not removed/);
      assert.deepEqual(
        project.runs().map((run) => run.slice('.seatrial/runs/'.length)),
        ['link', 'notes', 'running'],
      );
      utimesSync(join(project.folder, '.seatrial/runs/running/header.json'), 0, 0);
      await project.seatrial('clean', '--keep', '0');
      assert.deepEqual(
        project.runs().map((run) => run.slice('.seatrial/runs/'.length)),
        ['link', 'notes'],
      );
      assert.ok(existsSync(join(project.folder, 'elsewhere/header.json')));
    }));
});

describe('help', together, () => {
  it('says what each argument is, and promises no outcome', () =>
    inProject(async (project) => {
      const help = async (...verb: string[]): Promise<string> => {
        const { code, stdout } = await project.seatrial(...verb, '--help');
        assert.equal(code, 0);
        return stdout.replaceAll(/\s+/g, ' ');
      };
      const [all, run, explain, quick] = await Promise.all([help(), help('run'), help('explain'), help('quick')]);
      assert.match(all, /Puts a service on trial before it ships, .* 70 Seatrial or the disk failed/);
      assert.match(run, /Arguments: plan the plan file \(default: trial\.ts, else trial\.mts\)/);
      assert.match(
        explain,
        /run a folder, .* or latest \(default\) claim a claim's name, as `explain` without one lists it/,
      );
      assert.doesNotMatch(quick, /default: \[\]/);
    }));
  it('new says how seatrial is installed where it is not', () =>
    inProject(async (project) => {
      rmSync(join(project.folder, 'node_modules'), { recursive: true, force: true });
      const { code, stdout } = await project.seatrial('new', '--into', 'mine');
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^first: {3}install seatrial in mine: npm install --save-dev .*seatrial-.*\.tgz \(made by `npm run pack`/m,
      );
    }));
});

describe('what a run tells', together, () => {
  it('explain without a claim lists the claims, and what decides comes first', () =>
    inProject(async (project) => {
      const journey = "await t.http.get('/fail'); throw new Error('the basket is empty');";
      project.plan({ journey, claims: "claim.errors(look, 'rate<1%')" });
      const ran = await project.trial();
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(ran.stdout, /error \d+ × journey threw in iteration: Error: the basket is empty at trial\.ts:4\n/);
      assert.match(ran.stdout, /✗ NOT READY {3}1 of 2 claims is disproven\.\n$/);
      for (const args of [['explain'], ['explain', 'latest']])
        assert.match((await project.seatrial(...args)).stdout, /✗ errors of look rate<1%\n.*\n +✓ api stays up/);
      const explained = await project.seatrial('explain', 'errors of look rate<1%');
      assert.match(
        explained.stdout,
        /What decides:\n.*phase-started.*\n.*phase-ended.*\n.*errors .*(status 500|basket)/,
      );
      assert.doesNotMatch(ran.stdout + explained.stdout, /…/);
      const near = "did you mean 'errors of look rate<1%'?";
      complains(await project.seatrial('explain', 'errors of look'), 64, 'neither a run nor a claim', near);
    }));
  it('shows the last lines of a process that died', () =>
    inProject(async (project) => {
      project.plan({
        system: "command: ['node', 'server.mjs', '{port}', 'talkative'], env: { SERVICE_TOKEN: 'of the house' }",
        journey: "await t.http.get('/exit');",
        phases: "load('short', look, { iterations: 1, users: 1 })",
      });
      const { stdout, stderr } = await project.trial();
      assert.match(stderr, /api 1 ended by itself \(code 3\); all it said is in logs\/api-1\.log:\n +connected with /);
      assert.match(
        stdout,
        /api 1 ended by itself \(code 3\) at .*\n +its command: .*\n +all it said: \.seatrial\/runs\/.*\/logs\/api-1\.log\n +connected with /,
      );
      assert.ok(!(stdout + stderr).includes('of the house'), 'a secret was shown');
    }));
  it('new keeps the runs out of git, and changes nothing where they are', () =>
    inProject(async (project) => {
      project.write('.gitignore', 'dist');
      await project.seatrial('new', '--into', 'a');
      await project.seatrial('new', 'missing-kit');
      await project.seatrial('new', '--into', 'b');
      assert.equal(project.read('.gitignore'), 'dist\n.seatrial/\n');
    }));
});
