import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactor } from '../std/redact.ts';
import { chainLine, openLine } from './chain.ts';
import type { EvidenceRecord } from './records.ts';
import { redactedRecords } from './redacted-record.ts';

const GENESIS = 'f'.repeat(64);
const records = fc
  .array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 })
  .map((names) => names.map((name, n): EvidenceRecord => ({ seq: n + 1, atUs: n, kind: 'trial-started', name })));

function chained(written: readonly EvidenceRecord[]): string[] {
  let hash = GENESIS;
  return written.map((record) => {
    const { line, hash: next } = chainLine(record, hash, JSON.stringify);
    hash = next;
    return line;
  });
}

/** How many lines open, from the first. */
function opens(lines: readonly string[]): number {
  let hash = GENESIS;
  for (const [index, line] of lines.entries()) {
    const opened = openLine(line, hash);
    if (!opened.ok) return index;
    hash = opened.hash;
  }
  return lines.length;
}

test('property: what was chained opens as it was', () => {
  fc.assert(
    fc.property(records, (written) => {
      let hash = GENESIS;
      for (const [index, line] of chained(written).entries()) {
        const opened = openLine(line, hash);
        assert.ok(opened.ok && !line.includes('\n'));
        assert.deepEqual(opened.record, JSON.parse(JSON.stringify({ ...written[index], hash: undefined })));
        hash = opened.hash;
      }
    }),
  );
});

test('property: any byte that is changed, taken out or put in is found in its line', () => {
  const edit = fc.constantFrom<'change' | 'take out' | 'put in'>('change', 'take out', 'put in');
  fc.assert(
    fc.property(
      records,
      edit,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      (written, how, at, place, byte) => {
        const lines = chained(written);
        const index = at % lines.length;
        const bytes = Buffer.from(lines[index] ?? '');
        const position = place % bytes.length;
        fc.pre(how !== 'change' || bytes[position] !== byte);
        const between = how === 'take out' ? [] : [byte];
        const damaged = Buffer.concat([
          bytes.subarray(0, position),
          Buffer.from(between),
          bytes.subarray(how === 'put in' ? position : position + 1),
        ]);
        fc.pre(!damaged.equals(bytes));
        lines[index] = damaged.toString('utf8');
        assert.equal(opens(lines), index);
      },
    ),
    { numRuns: 500 },
  );
});

test('property: a line dropped, doubled, swapped or added is found, but for lines dropped at the end', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.nat(), (written, a, b) => {
      const lines = chained(written);
      const one = a % lines.length;
      const other = b % lines.length;
      const dropped = lines.toSpliced(one, 1);
      assert.equal(opens(dropped), one);
      assert.equal(opens(lines.toSpliced(one, 0, lines[one] ?? '')), one + 1);
      assert.equal(opens(lines.toSpliced(one, 0, '')), one);
      const stranger = chainLine(
        { seq: 9, atUs: 9, kind: 'trial-started', name: 'x' },
        'e'.repeat(32),
        JSON.stringify,
      ).line;
      assert.equal(opens(lines.toSpliced(one, 0, stranger)), one);
      if (one === other) return;
      const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '');
      assert.equal(opens(swapped), Math.min(one, other));
    }),
  );
});

test('the first line follows from the header', () => {
  const [line = ''] = chained([{ seq: 1, atUs: 0, kind: 'trial-started', name: 'x' }]);
  assert.ok(openLine(line, GENESIS).ok);
  assert.ok(!openLine(line, 'a'.repeat(64)).ok);
});

test('a secret never makes a record unreadable, whatever it is', () => {
  const record: EvidenceRecord = {
    seq: 1,
    atUs: 1_234_567,
    kind: 'trial-started',
    name: 'is 123456 "name" trial-started',
  };
  const redact = redactor(['123456', '"name"', 'trial-started', '"atUs"']);
  const { line } = chainLine(record, GENESIS, redactedRecords(redact));
  const opened = openLine(line, GENESIS);
  assert.ok(opened.ok);
  assert.deepEqual(opened.record, { ...record, name: 'is [redacted] [redacted] [redacted]' });
});
