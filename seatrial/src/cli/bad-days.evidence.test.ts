/**
 * Evidence that was changed or cut after the fact: whoever asks is told what is wrong and where, and is never given a
 * verdict it does not support. One run is made, and each test damages a copy of it.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { assessRun, judgeRun, verifyRun } from '../judge-run.ts';
import { type Answer, inProject, Project } from './testing/project.ts';
import { complains } from './testing/speech.ts';

const JOURNAL = 'journal-0001.ndjson';
const folder = mkdtempSync(join(tmpdir(), 'seatrial-evidence-'));
const good = join(folder, 'good');
const project = new Project(folder);
let copies = 0;

before(() =>
  inProject(async (made) => {
    made.plan({ phases: "load('short', look, { users: 1, for: '300ms' })" });
    assert.equal((await made.trial()).code, 0);
    cpSync(join(made.folder, made.run()), good, { recursive: true });
  }),
);
after(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the run, damaged. */
function damaged(damage: (run: string) => void): string {
  const run = join(folder, `copy-${++copies}`);
  cpSync(good, run, { recursive: true });
  damage(run);
  return run;
}

function edit(file: string, change: (text: string) => string): (run: string) => void {
  return (run) => {
    const text = readFileSync(join(run, file), 'utf8');
    assert.notEqual(change(text), text, 'the damage is none');
    writeFileSync(join(run, file), change(text));
  };
}

/** Neither judged nor verified, with these words from both. */
function refused(run: string, ...said: readonly (string | RegExp)[]): void {
  const [judged, verified] = [judgeRun(run), verifyRun(run)];
  assert.ok(!judged.ok && !verified.ok, 'it was not refused');
  assert.equal(judged.kind, 'evidence');
  assert.match(judged.hint, /take an untouched copy, or run the trial again/);
  for (const { problems } of [judged, verified]) mentions(problems, ...said);
}

/** It does not hold, with these words. */
function doesNotHold(run: string, ...said: readonly (string | RegExp)[]): void {
  const verified = verifyRun(run);
  assert.ok(!verified.ok, 'it holds');
  mentions([...verified.problems, verified.hint], ...said);
}

function mentions(problems: readonly string[], ...said: readonly (string | RegExp)[]): void {
  const text = problems.join('\n');
  for (const word of said)
    assert.ok(typeof word === 'string' ? text.includes(word) : word.test(text), `${word}: ${text}`);
}

/** It is judged, by which it holds again: what follows from the evidence is written anew. */
function judgedAnew(run: string): void {
  assert.ok(judgeRun(run).ok);
  assert.ok(verifyRun(run).ok);
}

/** The same through every command that reads a run. */
async function refusedByEveryCommand(run: string, ...said: readonly (string | RegExp)[]): Promise<void> {
  const [judged, verified, explained, reported] = (await Promise.all([
    project.seatrial('judge', run),
    project.seatrial('verify', run),
    project.seatrial('explain', run, 'checks of look'),
    project.seatrial('report', run),
  ])) as [Answer, Answer, Answer, Answer];
  complains(judged, 2, 'cannot be judged', ...said, 'take an untouched copy, or run the trial again');
  complains(verified, 1, 'does not pass:', ...said);
  complains(explained, 2, ...said);
  complains(reported, 2, ...said);
  assert.equal(judged.stdout + verified.stdout + explained.stdout + reported.stdout, '');
}

function withoutJournalAndSeal(run: string): void {
  for (const file of [JOURNAL, 'seal.json']) rmSync(join(run, file));
}

const withoutSeal = (run: string): void => rmSync(join(run, 'seal.json'));

describe('a sealed run', { concurrency: 2 }, () => {
  it('with a number changed in a record', () =>
    refusedByEveryCommand(
      damaged(edit(JOURNAL, (text) => text.replace('"passes":', '"passes":1'))),
      /journal-0001\.ndjson line \d+/,
    ));
  it('with a line left out', () =>
    refused(damaged(edit(JOURNAL, (text) => text.split('\n').toSpliced(2, 1).join('\n'))), `${JOURNAL} line 3`));
  it('with its journal cut in a line', () =>
    refused(damaged(edit(JOURNAL, (text) => text.slice(0, -30))), `${JOURNAL} ends in the middle of a record`));
  it('with its last line cut off', () =>
    refused(damaged(edit(JOURNAL, (text) => text.replace(/\n[^\n]+\n$/, '\n'))), `${JOURNAL} was changed`));
  it('without its journal', () =>
    refused(
      damaged((run) => rmSync(join(run, JOURNAL))),
      `${JOURNAL} is missing`,
    ));
  it('with a header that claims less', () =>
    refused(damaged(edit('header.json', (text) => text.replace('100%', '1%'))), 'header.json was changed'));
  it('with a header that is none', () => refused(damaged(edit('header.json', () => '{')), 'header.json was changed'));
  it('with an edited log', () =>
    refused(
      damaged((run) => writeFileSync(join(run, 'logs/api-1.log'), 'all is well\n')),
      'logs/api-1.log was changed',
    ));
  it('with a file more', () =>
    refused(
      damaged((run) => writeFileSync(join(run, 'logs/api-2.log'), '')),
      'logs/api-2.log was added',
    ));
  it('with a seal that is none', () => refused(damaged(edit('seal.json', () => 'sealed')), 'seal.json is damaged'));
  it('with another report, or without one', () => {
    for (const harm of [
      edit('report.html', (text) => text.replace('<body>', '<body><h1>Ready</h1>')),
      (run: string) => rmSync(join(run, 'report.html')),
    ]) {
      const run = damaged(harm);
      doesNotHold(run, 'report.html', 'seatrial judge');
      judgedAnew(run);
    }
  });
  it('with a file that is no part of it', () =>
    doesNotHold(
      damaged((run) => writeFileSync(join(run, 'evil.txt'), '')),
      'evil.txt is no part of a run',
    ));
  it('is held against a head that was kept elsewhere', async () => {
    const head = /^head: ([0-9a-f]{32})$/m.exec((await project.seatrial('verify', good)).stdout)?.[1] ?? '';
    const answer = await project.seatrial('verify', good, '--head', head, '--json');
    assert.equal((JSON.parse(answer.stdout) as { head: string }).head, head);
    complains(await project.seatrial('verify', good, '--head', 'f'.repeat(32)), 1, `the head of the run is ${head}`);
  });
  it('with a nicer verdict', async () => {
    const run = damaged(edit('findings.json', (text) => text.replace(/"observed": "[^"]*"/, '"observed": "all well"')));
    complains(
      await project.seatrial('verify', run),
      1,
      'findings.json does not follow from the evidence',
      'seatrial judge',
    );
    complains(await project.seatrial('judge', run), 0);
    complains(await project.seatrial('verify', run), 0);
  });
});

describe('a run that was never sealed', { concurrency: 2 }, () => {
  it('is judged, and nothing of it is proven', async () => {
    const run = damaged(withoutSeal);
    const judged = await project.seatrial('judge', run);
    complains(judged, 2);
    assert.match(judged.stdout, /never sealed/);
    complains(await project.seatrial('verify', run), 1, 'never sealed');
  });
  it('is judged when it has no journal yet', () => {
    const judged = judgeRun(damaged(withoutJournalAndSeal));
    assert.ok(judged.ok);
    assert.equal(judged.assessment.scorecard.verdict, 'unproven');
  });
  it('is not judged with a header that was changed', () =>
    refused(
      damaged((run) =>
        [withoutSeal, edit('header.json', (text) => text.replace('100%', '1%'))].forEach((harm) => void harm(run)),
      ),
      `${JOURNAL} line 1`,
    ));
  it('is not judged with a header that says nothing and without a journal', () =>
    refused(
      damaged((run) => {
        withoutJournalAndSeal(run);
        writeFileSync(join(run, 'header.json'), '{}');
      }),
      'it holds no claims',
    ));
  it('is not judged with a header that is none and without a journal', () =>
    refused(
      damaged((run) => {
        withoutJournalAndSeal(run);
        writeFileSync(join(run, 'header.json'), '{"schema": 1');
      }),
    ));
});

describe('a journal', () => {
  const bytes = (): Buffer => readFileSync(join(good, JOURNAL));
  const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const withJournal = (run: string, journal: Buffer) => writeFileSync(join(run, JOURNAL), journal);

  it('cut at any byte is refused when it was sealed, and proves nothing when it was not', () => {
    const [sealed, unsealed] = [damaged(() => undefined), damaged(withoutSeal)];
    const cutAt = fc.property(position, (share) => {
      const cut = bytes().subarray(0, Math.floor(share * bytes().length));
      withJournal(sealed, cut);
      withJournal(unsealed, cut);
      const refusal = assessRun(sealed);
      assert.ok(!refusal.ok && refusal.problems.every((problem) => problem.startsWith(JOURNAL)), 'no refusal');
      assert.equal(verifyRun(sealed).ok, false);
      const prefix = assessRun(unsealed);
      assert.ok(prefix.ok, 'a valid prefix is not read');
      assert.deepEqual(new Set(prefix.assessment.findings.map(({ verdict }) => verdict)), new Set(['unproven']));
    });
    fc.assert(cutAt, { numRuns: 60 });
  });
  it('with any byte changed is refused', () => {
    const run = damaged(() => undefined);
    const changedAt = fc.property(position, fc.integer({ min: 1, max: 255 }), (share, difference) => {
      const changed = bytes();
      const at = Math.floor(share * changed.length);
      changed[at] = (changed[at] as number) ^ difference;
      withJournal(run, changed);
      const refusal = assessRun(run);
      assert.ok(!refusal.ok && refusal.problems.some((problem) => problem.startsWith(JOURNAL)), 'no refusal');
      withoutSealOf(run, () => {
        const judged = assessRun(run);
        assert.ok(!judged.ok || judged.assessment.scorecard.verdict !== 'proven', 'proven by changed evidence');
      });
    });
    fc.assert(changedAt, { numRuns: 60 });
  });

  function withoutSealOf(run: string, look: () => void): void {
    const seal = readFileSync(join(run, 'seal.json'));
    withoutSeal(run);
    look();
    writeFileSync(join(run, 'seal.json'), seal);
  }

  it('is all there is of the evidence', () =>
    assert.deepEqual(
      readdirSync(good).filter((file) => file.startsWith('journal')),
      [JOURNAL],
    ));
});
