/**
 * Systems that leave the process group they were started in, as databases, daemons and wrappers do: a fault reaches them,
 * or is not said to have bitten; and on every way out nothing of them is left.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { eventually, inProject, type Project } from './testing/project.ts';

const together = { concurrency: 2 };
const NODE = process.execPath;

/** A system whose command is a shell that stays; the server is started by `how`. */
function wrapped(how: string): string {
  return `command: ['sh', '-c', "${how} sleep 60 & wait"], ready: { http: '/', within: '20s' }`;
}

const WORKER = wrapped(`setsid ${NODE} server.mjs {port} &`);
const BARE_DAEMON = wrapped(`(env -i setsid ${NODE} server.mjs {port} &);`);
/** Drops every mark that it could be found by. */
const ESCAPED = wrapped(`(env -i setsid ${NODE} server.mjs {port} 9<&- &);`);

/** Checks, one for each process that answers, named by its pid. */
const journey = "const answer = await t.http.get('/'); t.check('pid ' + answer.text(), true); await t.sleep('20ms');";

const phasesWith = (fault: string): string => `load('short', look, { users: 2, for: '4s', faults: [fault.${fault}] })`;
const KILL = phasesWith("kill(api.instance(1), { at: '1s', restartAfter: '200ms' })");
const PAUSE = phasesWith("pause(api.instance(1), { at: '1s', for: '500ms' })");
/** Who has answered, in any phase. */
function servers(project: Project): number[] {
  const names = project.recordsOf('checks').map(({ check }) => /^pid (\d+)$/.exec(String(check))?.[1]);
  return [...new Set(names.map(Number))].filter((pid) => pid > 0);
}

/** A zombie, which nobody has asked for its exit yet, is dead. */
function lives(pid: number): boolean {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a server that has left its group', together, () => {
  for (const [what, system] of Object.entries({ WORKER, BARE_DAEMON })) {
    it(`is killed and started again, and nothing of it is left (${what})`, () =>
      inProject(async (project) => {
        project.plan({ system, journey, phases: KILL, claims: "claim.recovery({ after: 'kill', within: '3s' })" });
        const { stdout } = await project.seatrial('run');
        assert.match(stdout, /undone, and seen to be undone/);
        assert.equal(project.recordsOf('fault-bit').length, 1);
        assert.equal(servers(project).length, 2, 'another process serves after the kill');
        assert.deepEqual(servers(project).filter(lives), []);
        assert.deepEqual(project.recordsOf('instance-left'), []);
      }));
  }

  it('and cannot be reached: the fault has not bitten, who still answers is told, nobody is harmed', () =>
    inProject(async (project) => {
      project.plan({
        system: ESCAPED,
        journey,
        phases: PAUSE,
        claims: "claim.recovery({ after: 'pause', within: '3s' })",
      });
      const { code, stdout } = await project.seatrial('run');
      const [server = assert.fail('nobody has served'), ...others] = servers(project);
      try {
        assert.deepEqual([code, others], [2, []]);
        assert.match(stdout.replaceAll(/\s+/g, ' '), /it had no effect: port \d+ is still answered by pid \d+ `node/);
        assert.deepEqual(project.recordsOf('fault-bit'), []);
        assert.match(String(project.recordsOf('instance-left')[0]?.because), new RegExp(`pid ${server} `));
        assert.equal(lives(server), true);
      } finally {
        process.kill(server, 'SIGKILL');
      }
    }));

  it('dies with Seatrial, however that dies', () =>
    inProject(async (project) => {
      project.plan({ system: BARE_DAEMON, journey, phases: "load('long', look, { users: 1, for: '60s' })" });
      const session = project.start(['run']);
      await session.shows('phase long:');
      await eventually(() => servers(project).length > 0, 'it serves');
      session.process.kill('SIGKILL');
      await session.ended;
      await eventually(() => !servers(project).some(lives), 'the server is gone');
      await eventually(() => project.processes().length === 0, 'every process is gone');
      project.plan();
      await project.seatrial('run'); // sweeps the lease
    }));
});
