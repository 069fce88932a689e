/**
 * Trials that are ended from outside, politely or not: faults are undone, no process is left, what was recorded can be
 * read, and a trial that did not finish proves nothing.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { LONG } from './testing/plan-text.ts';
import { eventually, inProject, type Project, type Session } from './testing/project.ts';
import { complains, nothingIsProven, speaks } from './testing/speech.ts';

const INTERRUPTED = 130;
const together = { concurrency: 2 };
const PAUSED = {
  phases:
    "load('long', look, { users: 1, for: '60s', faults: [fault.pause(api.instance(1), { at: '200ms', for: '50s' })] })",
};

async function begun(project: Project, plan: object, until: string): Promise<Session> {
  project.plan(plan);
  const session = project.start(['run']);
  await session.shows(until);
  return session;
}

/** The pids of the system's processes, as the journal has them. */
function instances(project: Project): number[] {
  return project.recordsOf('instance-started').map((record) => Number(record.pid));
}

/** The kernel's letter for a process; undefined when it is gone. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}

/** As long as it takes a person to press Ctrl-C again. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

const isGone = (pid: number): boolean => ['Z', undefined].includes(stateOf(pid));

describe('a trial that is asked to end', together, () => {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`by ${signal}`, () =>
      inProject(async (project) => {
        const session = await begun(project, LONG, 'phase long:');
        session.signal(signal);
        const answer = await session.ended;
        complains(answer, INTERRUPTED, `interrupted by ${signal}`);
        assert.match(answer.stdout, /NOT SHOWN.*interrupted by SIG/s);
        assert.ok(instances(project).every(isGone));
        await project.isLeft();
        nothingIsProven(project, 'sealed');
      }));
  }
  it('while a system is starting', () =>
    inProject(async (project) => {
      const system = "command: ['node', 'server.mjs', '{port}', 'deaf'], ready: { http: '/', within: '50s' }";
      const session = await begun(project, { system }, 'trial small');
      await eventually(() => instances(project).length > 0, 'the system was started');
      session.signal('SIGINT');
      complains(await session.ended, INTERRUPTED, 'did not become ready', 'interrupted by SIGINT');
      nothingIsProven(project, 'sealed');
    }));
  it('while a fault is in force', () =>
    inProject(async (project) => {
      const session = await begun(project, PAUSED, 'fault pause is in force');
      session.signal('SIGINT');
      complains(await session.ended, INTERRUPTED, 'fault pause is undone');
      assert.deepEqual(
        project.recordsOf('fault-undone').map((record) => record.verified),
        [true],
      );
      nothingIsProven(project, 'sealed');
    }));
});

describe('a trial that is told twice to end', together, () => {
  it('by npm, which passes on the Ctrl-C that the terminal has sent already, hears it once', () =>
    inProject(async (project) => {
      const journey = "await t.http.get('/'); await new Promise(() => {});"; // takes a second to give up
      const session = await begun(project, { ...LONG, journey }, 'phase first:');
      session.signal('SIGINT');
      await session.shows('ends at once');
      session.signal('SIGINT');
      complains(await session.ended, INTERRUPTED);
      nothingIsProven(project, 'sealed');
    }));
  it('ends at once', () =>
    inProject(async (project) => {
      const system = "command: ['node', 'server.mjs', '{port}', 'stubborn'], ready: { http: '/', within: '10s' }";
      const session = await begun(project, { ...LONG, system, claims: 'claim.checks(look)' }, 'phase first:');
      session.signal('SIGINT');
      await session.shows('ends at once');
      await aMoment();
      session.signal('SIGINT');
      const answer = await session.ended;
      complains(answer, INTERRUPTED, 'ended at once', 'unsealed');
      assert.equal(answer.stdout, '');
      await eventually(() => project.processes().length === 0, 'the guards end the system');
      nothingIsProven(project, 'cut off');
      project.plan();
      complains(await project.seatrial('run'), 0, 'left by an earlier trial');
    }));
});

describe('a trial that is killed', together, () => {
  it('together with its guards: the next trial ends what is left', () =>
    inProject(async (project) => {
      const session = await begun(project, PAUSED, 'fault pause is in force');
      const [instance] = instances(project) as [number];
      for (const pid of project.processes().filter(isGuard)) process.kill(pid, 'SIGKILL');
      process.kill(session.process.pid as number, 'SIGKILL');
      await session.ended;
      assert.equal(stateOf(instance), 'T', 'nobody was left to end it');
      project.plan();
      complains(await project.seatrial('run'), 0, `api 1 runs; group ${instance} killed`);
      assert.ok(isGone(instance));
      assert.deepEqual(project.traces(), []);
    }));
});

function isGuard(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('seatrial-guard');
}

function lastFindings(project: Project): string {
  return project.read(`${project.runs().at(-1)}/findings.json`);
}

test('a reader that goes away is no trouble, though journeys print', () =>
  inProject(async (project) => {
    project.plan({ journey: "t.check('is', true); console.log('hello'); await t.sleep('50ms');" });
    const scripts = [
      '{ $SEATRIAL run; echo $? > code; } 2> said | head -1',
      '{ $SEATRIAL run; echo $? > code; } 2>&1 | head -1',
      '{ $SEATRIAL report -f json; echo $? > code; } | head -1',
      '{ $SEATRIAL --help; echo $? > code; } | true',
    ];
    for (const script of scripts) {
      speaks(await project.shell(script));
      assert.equal(project.read('code').trim(), '0', `${script}: ${lastFindings(project)}`);
    }
  }));
