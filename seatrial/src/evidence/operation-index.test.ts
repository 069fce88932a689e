import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { chainLine } from './chain.ts';
import { ledgerOf, ledgerWith } from './ledger.ts';
import { OperationIndex } from './operation-index.ts';
import type { EvidenceRecord } from './records.ts';
import { fact, operation, temporaryFolder } from './testing/run.ts';

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
    fc.record({ few: fc.nat(50), passBytes: fc.integer({ min: 1, max: 20_000 }) }),
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(45), fc.nat(45)), { maxLength: 4 }),
    (parts, limits, isPacked, ranges) => {
      const records = parts.map(({ is, journey, key, value }, index): EvidenceRecord => {
        const what = is === 'operation' ? operation(journey, key, value) : fact(key);
        return JSON.parse(JSON.stringify({ seq: index + 1, atUs: index * 10, ...what })) as EvidenceRecord;
      });
      const index = new OperationIndex(limits);
      const files = [join(folder, 'a'), join(folder, 'b')] as const;
      const texts = ['', ''];
      for (const [position, record] of records.entries()) {
        const which = position < records.length / 2 ? 0 : 1;
        const { line } = chainLine(record, 'hash', JSON.stringify);
        if (record.kind === 'operation')
          index.add(record, files[which], Buffer.byteLength(texts[which] ?? ''), Buffer.byteLength(line));
        texts[which] += `${line}\n`;
      }
      for (const file of files) for (const name of [file, `${file}.gz`]) rmSync(name, { force: true });
      writeFileSync(isPacked ? `${files[0]}.gz` : files[0], isPacked ? gzipSync(texts[0] ?? '') : (texts[0] ?? ''));
      writeFileSync(files[1], texts[1] ?? '');
      const memory = ledgerOf(records);
      const disk = ledgerWith(
        records.filter(({ kind }) => kind !== 'operation'),
        index,
        records.length,
      );
      assert.deepEqual([...disk.records], records);
      assert.deepEqual([...disk.operations()], [...memory.operations()]);
      // One reading within another, of other files.
      for (const one of disk.operations()) for (const other of disk.operations()) assert.ok(one.seq && other.seq);
      assert.equal(disk.records.lastUs, memory.records.lastUs);
      for (const journey of ['order', 'pay'])
        assert.deepEqual(new Set(disk.histories(journey)), new Set(memory.histories(journey)));
      for (const most of [0, 3, 100]) assert.deepEqual(disk.select(ranges, most), memory.select(ranges, most));
    },
  );
  fc.assert(property, { numRuns: 40 });
});
