/** The command line on a terminal: painted in place, in colour if wanted, and left as it was found on every way out. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LONG } from './testing/plan-text.ts';
import { type Answer, eventually, inProject, type Project } from './testing/project.ts';
import { complains, nothingIsProven } from './testing/speech.ts';

const INTERRUPTED = 130;
const [HIDE_CURSOR, SHOW_CURSOR] = ['\u001b[?25l', '\u001b[?25h'];

const COLOUR = /\[[\d;]*m/;
const hasScript = process.platform === 'linux' && existsInPath('script');

describe('a terminal', { concurrency: 2, skip: hasScript ? false : 'the program `script` is not installed' }, () => {
  /** Runs a command in a terminal of its own; what the terminal shows is standard output. */
  const inTerminal = (project: Project, command: string): Promise<Answer> =>
    project.shell(`TERM=xterm-256color script -qefc ${JSON.stringify(command)} /dev/null < /dev/null`);

  it('is painted in place, in colour, and has its cursor back', () =>
    inProject(async (project) => {
      project.plan();
      const { code, stdout } = await inTerminal(project, '$SEATRIAL run --workers 1');
      assert.equal(code, 0, stdout);
      assert.match(stdout, /━.*READY/s);
      assert.match(stdout, /\[\d+A/, 'never moved up to paint again');
      assert.match(stdout, COLOUR);
      cursorIsBack(stdout);
      assert.doesNotMatch(stdout, /phase short complete/);
    }));
  it('without colour when none is wanted', () =>
    inProject(async (project) => {
      project.plan();
      const { stdout } = await inTerminal(project, 'NO_COLOR=1 $SEATRIAL run --workers 1');
      assert.doesNotMatch(stdout, COLOUR);
      cursorIsBack(stdout);
    }));
  it('gets plain lines when it is continuous integration', () =>
    inProject(async (project) => {
      project.plan();
      const { stdout } = await inTerminal(project, 'CI=true $SEATRIAL run --workers 1');
      assert.match(stdout, /phase short complete/);
      assert.equal(stdout.includes(HIDE_CURSOR), false);
    }));
  it('has its cursor back after Ctrl-C, once or twice', () =>
    inProject(async (project) => {
      project.plan({ ...LONG, journey: 'await new Promise(() => {});' });
      const running = inTerminal(project, '$SEATRIAL run --workers 1');
      await eventually(() => project.runs().length > 0 && project.recordsOf('phase-started').length > 0, 'load runs');
      const [pid] = project.processes().filter(isCommandLine) as [number];
      process.kill(pid, 'SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 400));
      process.kill(pid, 'SIGINT');
      const { code, stdout } = await running;
      assert.equal(code, INTERRUPTED);
      cursorIsBack(stdout);
      await eventually(() => project.processes().length === 0, 'the guards end the system');
      project.plan();
      complains(await project.trial(), 0);
    }));
  it('that is closed ends the trial, sealed', () =>
    inProject(async (project) => {
      project.plan(LONG);
      const running = inTerminal(project, '$SEATRIAL run --workers 1');
      await eventually(() => project.runs().length > 0 && project.recordsOf('phase-started').length > 1, 'load runs');
      const [pid] = project.processes().filter(isTerminal) as [number];
      process.kill(pid, 'SIGKILL');
      await running;
      await eventually(() => project.processes().length === 0, 'the trial ends');
      nothingIsProven(project, 'sealed');
    }));
});

function isCommandLine(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('seatrial.mjs\0run') && !isTerminal(pid);
}

function isTerminal(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('script\0');
}

function cursorIsBack(shown: string): void {
  const hidden = shown.lastIndexOf(HIDE_CURSOR);
  assert.ok(hidden >= 0 && hidden < shown.lastIndexOf(SHOW_CURSOR), 'the cursor is hidden');
}

function existsInPath(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));
}
