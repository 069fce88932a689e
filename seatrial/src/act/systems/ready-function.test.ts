/** Readiness by a function or a command of the plan: both may fail in any way, and never outlast the time there is. */
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AttemptResult } from '../../evidence/emit.ts';
import type { ReadyCheck, RunningInstance } from '../../plan/systems/system.ts';
import { ManualClock, systemClock } from '../../std/clock.ts';
import { InstanceLog } from './log.ts';
import { awaitReady } from './readiness.ts';
import { askCommand } from './ready-command.ts';

const seen: RunningInstance = { system: 'api', instance: 1, url: '', port: null, ports: {}, dir: '/', pid: 1 };
const log = new InstanceLog(join(tmpdir(), 'seatrial-no-log'));

/** Why it is not ready after half a second; empty when it is. */
async function saidOf(check: unknown): Promise<string> {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  const question = { kind: 'check', check: check as ReadyCheck } as const;
  const ask = (): never => assert.fail('no command is asked');
  const answers: AttemptResult[] = [];
  const awaited = { question, withinMs: 500, tls: null, headers: {}, ask, seen: () => seen, log, clock, signal };
  void awaitReady(awaited).then((answer) => answers.push(answer));
  for (let step = 0; step < 12 && answers.length === 0; step++) await clock.advance(100);
  const answer = answers[0] ?? assert.fail('it still waits');
  return answer.ok ? '' : answer.because;
}

test('a function is asked until it answers true, whatever it does before', async () => {
  const answers: unknown[] = [false, undefined, new Error('not yet'), true];
  const check = async (instance: RunningInstance): Promise<unknown> => {
    assert.equal(instance, seen);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  assert.equal(await saidOf(check), '');
  assert.deepEqual(answers, []);
});

test('what it answered, threw or did not do stands in the reason', async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [async () => false, /^was not ready within 500ms: check answered false$/],
    [async () => undefined, /check answered nothing, neither true nor false$/],
    [() => 'up', /check answered 'up', neither true nor false$/],
    [() => new Promise(() => undefined), /check had not answered$/],
    [
      () => {
        throw new RangeError('too far');
      },
      /check threw RangeError: too far \(.*ready-function\.test\.ts:\d+\)$/,
    ],
    [() => Promise.reject('a text'), /check threw 'a text'$/],
  ];
  for (const [check, said] of cases) assert.match(await saidOf(check), said);
});

test('a function is told when nobody waits any longer', async () => {
  let told = false;
  await saidOf((_: unknown, signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      told = true;
    });
    return new Promise(() => undefined);
  });
  assert.equal(told, true);
});

test('a command is ready by code 0, says its last words, and is ended with all it has started', async () => {
  const launching = { workingFolder: '/', account: null, mark: 'x' };
  const ask = (script: string, ms: number) =>
    askCommand(['sh', '-c', script], { PATH: '/bin:/usr/bin' }, launching, AbortSignal.timeout(ms));
  assert.deepEqual(await ask('exit 0', 20_000), { ok: true });
  const failed = await ask('echo first; echo no response >&2; exit 2', 20_000);
  assert.match(failed.ok ? '' : failed.because, /exited with code 2: no response$/);
  const sinceUs = systemClock().nowUs();
  const hung = await ask('sleep 50 & sleep 50', 200);
  assert.match(hung.ok ? '' : hung.because, /had not ended$/);
  assert.ok(systemClock().nowUs() - sinceUs < 20_000_000);
});
