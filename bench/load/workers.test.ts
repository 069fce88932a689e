import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measureWorkers, renderWorkers } from './workers.ts';

describe('what a second worker is worth', () => {
  it('is shown beside what the machine gives, by the median of pairs of one round', () => {
    const machine = { one: 100, two: 190 };
    const rounds = [1.5, 1.9, 1.71].map((gain) => ({ seatrial: { one: 1000, two: 1000 * gain }, machine }));
    const [, , seatrial, plain, share] = renderWorkers(rounds).split('\n');
    assert.match(seatrial ?? '', /\| 1,000 \| 1,710 \| 1.71 \| 1.8 \| NO \|$/);
    assert.match(plain ?? '', /\| 100 \| 190 \| 1.9 \| - \| - \|$/);
    assert.match(share ?? '', /\| - \| - \| 90 % \| - \| - \|$/);
  });

  it('is measured from runs of the product', async () => {
    const lines: string[] = [];
    const [round] = await measureWorkers({ rounds: 1, seconds: 2 }, (line) => lines.push(line));
    assert.ok(round);
    for (const { one, two } of [round.seatrial, round.machine]) assert.ok(one > 0 && two > one / 2, `${one} ${two}`);
    assert.equal(lines.length, 1);
  });
});
