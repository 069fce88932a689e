import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { against, figure, median, megabytes, percent, table } from './table.ts';

describe('tables', () => {
  it('are Markdown: text to the left, numbers to the right, bars escaped', () => {
    const rows = [
      ['a|b', 1234.5, null],
      ['c', 0.12345, Number.NaN],
    ];
    assert.equal(
      table(['what', 'x', 'y'], rows),
      '| what | x | y |\n| --- | ---: | ---: |\n| a\\|b | 1,235 | - |\n| c | 0.123 | - |',
    );
  });

  it('hold figures of three digits', () => {
    assert.deepEqual([0, 99.96, 100.4, 999_999.6, 1_234_567, -0.5].map(figure), [
      '0',
      '100',
      '100',
      '1,000,000',
      '1,234,567',
      '-0.5',
    ]);
    assert.deepEqual([percent(0.0512), megabytes(5_120_000)], ['5.12 %', '5.12 MB']);
    assert.deepEqual(
      [against('2', true), against('2', false)],
      [
        ['2', 'yes'],
        ['2', 'NO'],
      ],
    );
  });

  it('show the middle value', () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])], [2, 2.5, 7]);
    assert.ok(Number.isNaN(median([])));
  });
});
