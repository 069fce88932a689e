import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { chainLine } from './chain.ts';
import { ledgerOf, ledgerWith } from './ledger.ts';
import { OperationIndex } from './operation-index.ts';
import type { EvidenceRecord } from './records.ts';
import { asItIs, fact, operation, temporaryFolder } from './testing/run.ts';

const drawn = fc.record({
  is: fc.constantFrom('operation', 'other'),
  journey: fc.constantFrom('order', 'pay'),
  key: fc.oneof(fc.constantFrom('a', 'b', 'ключ'), fc.string({ unit: 'binary' })),
  value: fc.string({ unit: 'binary', maxLength: 300 }),
});

test('property: read from the disk in passes, a ledger is what it is in memory', (t) => {
  const folder = temporaryFolder(t);
  const property = fc.property(
    fc.array(drawn, { maxLength: 40 }),
    fc.integer({ min: 1, max: 50 }),
    fc.array(fc.tuple(fc.nat(45), fc.nat(45)), { maxLength: 4 }),
    (parts, passOperations, ranges) => {
      const records = parts.map(({ is, journey, key, value }, index): EvidenceRecord => {
        const what = is === 'operation' ? operation(journey, key, value) : fact(key);
        return JSON.parse(JSON.stringify({ seq: index + 1, atUs: index * 10, ...what })) as EvidenceRecord;
      });
      const index = new OperationIndex(passOperations);
      const files = [join(folder, 'a'), join(folder, 'b')] as const;
      const texts = ['', ''];
      for (const [position, record] of records.entries()) {
        const which = position < records.length / 2 ? 0 : 1;
        const { line } = chainLine(record, 'hash', asItIs);
        if (record.kind === 'operation')
          index.add(record, files[which], Buffer.byteLength(texts[which] ?? ''), Buffer.byteLength(line));
        texts[which] += `${line}\n`;
      }
      for (const which of [0, 1] as const) writeFileSync(files[which], texts[which] ?? '');
      const memory = ledgerOf(records);
      const disk = ledgerWith(
        records.filter(({ kind }) => kind !== 'operation'),
        index,
        records.length,
      );
      assert.deepEqual([...disk.records], records);
      assert.deepEqual([...disk.operations()], [...memory.operations()]);
      assert.equal(disk.records.lastUs, memory.records.lastUs);
      for (const journey of ['order', 'pay'])
        assert.deepEqual(new Set(disk.histories(journey)), new Set(memory.histories(journey)));
      for (const most of [0, 3, 100]) assert.deepEqual(disk.select(ranges, most), memory.select(ranges, most));
    },
  );
  fc.assert(property, { numRuns: 40 });
});
