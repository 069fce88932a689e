import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { sha256 } from '../std/digest.ts';
import { feeder } from './feeder.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatrial-feeder-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): URL {
  writeFileSync(join(folder, name), text);
  return pathToFileURL(join(folder, name));
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

test('a CSV file gives back whatever cells were quoted into it', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'ä', ',', ';', '"', ' ', '\n', '\r\n', '\t') });
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), (cells, separator, end) => {
      const lines = [['left', 'right'], ...cells].map((row) => row.map(quoted).join(separator));
      const { rows: read } = feeder.csv(file('any.csv', `\ufeff${lines.join(end)}${end}`), { separator });
      assert.deepEqual(
        read.map((row) => [row.left, row.right]),
        cells,
      );
    }),
    { numRuns: 100 },
  );
});

test('a path starts from the file that names it', () => {
  assert.throws(() => feeder.csv('no-such.csv'), /seatrial\/src\/plan\/no-such\.csv cannot be read \(ENOENT\)/);
});

for (const name of ['a#b.csv', 'a?b.csv', '100%.csv', 'a%41.csv', 'a b ü.csv']) {
  test(`a file may be called ${name}`, () => {
    file('aA.csv', 'name\nanother file\n');
    writeFileSync(join(folder, name), 'name\nann\n');
    assert.deepEqual(feeder.csv(join(folder, name)).rows, [{ name: 'ann' }]);
  });
}

test('a byte order mark is no part of what is read, and what is not UTF-8 is refused', () => {
  assert.deepEqual(feeder.json(file('bom.json', '\ufeff[1]')).rows, [1]);
  writeFileSync(join(folder, 'latin.csv'), Buffer.from('name\nJos\xe9\n', 'latin1'));
  assert.throws(() => feeder.csv(join(folder, 'latin.csv')), /not UTF-8; save it as UTF-8/);
});

test('what is no list of rows is refused when it is read', () => {
  assert.throws(() => feeder.json(file('object.json', '{}')), /holds no list with rows/);
  assert.throws(() => feeder.json(file('broken.json', '[')), /broken\.json: .*JSON/);
  assert.throws(() => feeder.csv(file('empty.csv', 'name\n')), /holds no list with rows/);
  assert.throws(() => feeder.csv(file('ragged.csv', 'a,b\n1,2,3\n')), /Invalid Record Length/);
  assert.throws(() => feeder.of([]), /holds no list with rows/);
  assert.throws(() => feeder.of([1], { order: 'shuffled' as 'random' }), /no order 'shuffled'/);
});

test('a digest tells other rows from the same ones', () => {
  const [ann, bob] = [[{ name: 'ann' }], [{ name: 'bob' }]];
  assert.equal(feeder.of(ann).digest, feeder.of([{ name: 'ann' }]).digest);
  assert.notEqual(feeder.of(ann).digest, feeder.of(bob).digest);
  const csv = 'name\nann\n';
  assert.equal(feeder.csv(file('digest.csv', csv)).digest, sha256(csv));
  assert.equal(feeder.of([{ id: 1n }]).digest, null);
});

test('a head line that cannot be meant is refused', () => {
  const wrong: readonly [text: string, said: RegExp, separator?: string][] = [
    ['sku,amount,sku\n1,2,3\n', /two columns are called 'sku'; give each its own name/],
    ['sku, amount\n1,2\n', /the column ' amount' has blanks at its ends; write 'amount'/],
    ['sku ,amount\n1,2\n', /the column 'sku ' has blanks/],
    ['sku\t,amount\n1,2\n', /the column 'sku\\t' has blanks/],
    ['sku;amount\n1;2\n', /its only column is called 'sku;amount'; .*separator: ';'/],
    ['sku\tamount\n1\t2\n', /its only column is called 'sku\\tamount'; .*separator: '\\t'/],
    ['sku,amount\n1,2\n', /its only column is called 'sku,amount'; .*separator: ','/, ';'],
    ['a,\n1,2\n', /column 2 has no name/],
    [',a\n1,2\n', /column 1 has no name/],
    ['a,"",b\n1,2,3\n', /column 2 has no name/],
    ['a, \n1,2\n', /column 2 has no name/],
  ];
  for (const [text, said, separator] of wrong)
    assert.throws(
      () => feeder.csv(file('head.csv', text), { ...(separator !== undefined && { separator }) }),
      said,
      text,
    );
});

test('a head line may have what it can mean', () => {
  for (const [text, names, separator] of [
    ['sku\na\n', ['sku']],
    ['the sku,a;b\n1,2\n', ['the sku', 'a;b']],
    ['sku;amount\n1;2\n', ['sku', 'amount'], ';'],
    ['sku\tamount\n1\t2\n', ['sku', 'amount'], '\t'],
    ['__proto__,b\n1,2\n', ['__proto__', 'b']],
    ['"a","b"\r\n1,2\r\n', ['a', 'b']],
  ] as const) {
    const { rows } = feeder.csv(file('good.csv', text), { ...(separator !== undefined && { separator }) });
    assert.deepEqual(Object.keys(rows[0] ?? {}), names, text);
  }
});
