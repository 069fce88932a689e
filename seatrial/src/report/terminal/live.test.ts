import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { EvidenceRecord } from '../../evidence/records.ts';
import { fixtureRun, smallRun } from '../testing/small-run.ts';
import { columns } from '../text/screen-text.ts';
import { LiveView } from './live.ts';

function viewAt(nowUs: number, run = fixtureRun()): LiveView {
  const live = viewOf(run);
  for (const record of run.ledger.records) if (record.atUs <= nowUs) live.accept(record);
  return live;
}

function viewOf(run = fixtureRun()): LiveView {
  const phases = run.header.plan.phases.map(({ name, described, action }) => ({
    name,
    described,
    expectedMs: action === 'load' ? 40_000 : null,
  }));
  return new LiveView({ name: run.header.plan.name, phases, claims: run.findings.length });
}

test('a frame while a fault is in force, whole', () => {
  assert.deepEqual(viewAt(48e6).frame(48e6, 80, false), [
    '  orders  10 claims to judge                                               0:48',
    '',
    '  ■ baseline   0:40  9,640 requests, 1 failed',
    '  ▶ crash      ━━━━──────────────────────────  0:06 of 0:40  10 users for 40s',
    '  · read back  every acknowledged write, 8 users',
    '',
    '  rate    191/s                                       ▅███▄▄',
    '  p95     25.9ms    of the last 5 seconds',
    '  failed  36 of 1,096 requests',
    '  users   10',
    '  fault   kill api 1, restart after 3s  in force for 0:01',
    '',
    '  api 1  ○ down',
    '  api 2  ● up        cpu 82%     memory 83MB',
  ]);
});

test('before anything happened everything waits', () => {
  assert.deepEqual(viewAt(-1).frame(0, 80, false).slice(2), [
    '  · baseline   10 users for 40s',
    '  · crash      10 users for 40s',
    '  · read back  every acknowledged write, 8 users',
  ]);
});

test('what was never answered is told when its phase has ended, also where nothing else was', () => {
  const { ledger } = fixtureRun();
  const [started, ended] = [ledger.of('phase-started')[0], ledger.of('phase-ended')[0]];
  assert.ok(started && ended);
  const where = { phase: started.phase, journey: started.subject, step: 'GET /', of: 'request' } as const;
  const live = viewOf();
  live.accept(started);
  live.accept({ kind: 'unfinished', ...where, count: 3, waitedUs: 36e6, longestUs: 12e6, seq: 1, atUs: 1 });
  live.accept(ended);
  assert.match(live.lines(ended)[0] ?? '', /complete, 0 requests, 0 failed, 3 never answered$/);
});

test('frames are narrower than the terminal, in colour and with hostile names too', () => {
  const hostile = viewAt(48e6, fixtureRun('\n\u001b[2J航海'.repeat(12)));
  for (const width of [40, 80, 120])
    for (const line of hostile.frame(48e6, width, true)) {
      assert.ok(columns(line) < width, line);
      assert.doesNotMatch(stripVTControlCharacters(line), /\p{Cc}/u);
    }
});

test('plain lines tell the story of a trial', () => {
  const run = fixtureRun();
  const live = viewOf(run);
  const lines = [...run.ledger.records].flatMap((record) => {
    live.accept(record);
    return live.lines(record);
  });
  assert.deepEqual(lines, [
    '    0.0s  trial orders: 3 phases, 10 claims',
    '    0.9s  api 1 is ready after 800ms',
    '    0.9s  api 2 is ready after 800ms',
    '    1.2s  phase baseline: 10 users for 40s',
    '   41.2s  phase baseline complete, 9,640 requests, 1 failed',
    '   41.4s  phase crash: 10 users for 40s',
    '   46.2s  fault kill is in force: process group 5211 is gone',
    '   50.1s  fault kill is undone: api 1 is ready again on port 4101',
    '   50.1s  api 1 is ready after 800ms',
    '   50.2s  fault pause on api 2 is skipped: no second core to resume on',
    ' 1m21.4s  phase crash complete, 8,908 requests, 97 failed',
    ' 1m21.6s  phase read back: every acknowledged write, 8 users',
    ' 1m29.6s  phase read back complete, 919 requests, 0 failed',
    ' 1m30.0s  trial complete',
  ]);
});

test('iterations are counted until a request is seen, never both', () => {
  const run = smallRun();
  const live = viewOf(run);
  const [window] = run.ledger.of('window');
  assert.ok(window);
  for (const record of [...run.ledger.records].slice(0, 2)) live.accept(record);
  live.accept({ ...window, step: 'iteration', count: 8, failed: 0 });
  assert.match(live.frame(11e6, 80, false).join('\n'), /0 of 8 iterations/);
  live.accept(window);
  live.accept({ ...window, step: 'iteration', count: 8, failed: 0 });
  assert.match(live.frame(11e6, 80, false).join('\n'), /1 of 3 requests/);
});

test('an instance that exits by itself is named with its signal', () => {
  const exited = {
    kind: 'instance-exited',
    system: 'api',
    instance: 2,
    pid: 9,
    code: null,
    signal: 'SIGSEGV',
  } as const;
  const record: EvidenceRecord = { ...exited, expected: false, seq: 1, atUs: 5e6 };
  assert.deepEqual(viewOf().lines(record), ['    5.0s  api 2 ended by itself (SIGSEGV)']);
  assert.deepEqual(viewOf().lines({ ...record, lastLines: ['cannot open', '\u001b[2Jthe ledger'] }), [
    '    5.0s  api 2 ended by itself (SIGSEGV); all it said is in logs/api-2.log:',
    '            cannot open',
    '             [2Jthe ledger',
  ]);
  assert.deepEqual(viewOf().lines({ ...record, expected: true }), []);
});

test('an instance that exits before it is ready is told once, with where all of its output is', () => {
  const live = viewOf();
  const lines = (record: EvidenceRecord): string[] => {
    live.accept(record);
    return live.lines(record);
  };
  const api = { system: 'api', instance: 2 };
  const start = { ...api, pid: 9, url: '', command: ['api'], start: 1 };
  lines({ kind: 'instance-started', ...start, seq: 1, atUs: 4e6 });
  const exit = { ...api, pid: 9, code: 3, signal: null, expected: false, lastLines: ['no ledger'] };
  assert.deepEqual(lines({ kind: 'instance-exited', ...exit, seq: 2, atUs: 5e6 }), []);
  const because = 'api 2 exited with code 3 before it was ready';
  assert.deepEqual(
    lines({ kind: 'instance-unready', ...api, start: 1, because, output: ['no ledger'], seq: 3, atUs: 5e6 }),
    [
      '    5.0s  api 2 did not become ready: it exited with code 3 before it was ready; all it said is in logs/api-2.log:',
      '            no ledger',
    ],
  );
});

test('phases that run together each show their figures, under their names', () => {
  const phases = ['browse', 'order'].map((name) => ({ name, described: '1 user for 9s', expectedMs: 9000 }));
  const live = new LiveView({ name: 'both', phases, claims: 1 });
  for (const [index, { name: phase }] of phases.entries()) {
    const start = { kind: 'phase-started', phase, action: 'load', subject: phase, described: '1 user for 9s' } as const;
    live.accept({ ...start, seq: index + 1, atUs: 0 });
    const counts = { due: null, started: 1, dropped: 0, users: index + 1, worker: 1 };
    const span = { phase, journey: phase, fromUs: 0, toUs: 1e6 };
    live.accept({ kind: 'arrivals', ...span, ...counts, seq: index + 3, atUs: 1e6 });
  }
  const frame = live.frame(2e6, 80, false);
  const figures = frame.filter((line) => /^ {2}(browse|order|users .*)$/.test(line)).map((line) => line.trim());
  assert.deepEqual(figures, ['browse', 'users   1', 'order', 'users   2']);
});

test('users of all threads of load are added up', () => {
  const live = new LiveView({
    name: 'one',
    phases: [{ name: 'load', described: '4 users', expectedMs: 9000 }],
    claims: 1,
  });
  const where = { phase: 'load', journey: 'load' };
  live.accept({
    kind: 'phase-started',
    phase: 'load',
    action: 'load',
    subject: 'load',
    described: '4 users',
    seq: 1,
    atUs: 0,
  });
  for (const worker of [1, 2, 1, 2]) {
    const counts = { due: null, started: 1, dropped: 0, users: 2, worker };
    live.accept({ kind: 'arrivals', ...where, fromUs: 0, toUs: 1e6, ...counts, seq: worker + 1, atUs: 1e6 });
  }
  assert.ok(live.frame(2e6, 80, false).some((line) => /^ {2}users +4$/.test(line)));
});
