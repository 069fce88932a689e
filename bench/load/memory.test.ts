import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growth } from './memory.ts';

describe('growth of memory', () => {
  it('is from after the first tenth to the end', () => {
    const warmUp = Array.from({ length: 60 }, (_, second) => 50 + second);
    const rest = Array.from({ length: 540 }, (_, second) => 100 + second / 54);
    const expected = (100 + 509.5 / 54) / (100 + 29.5 / 54) - 1;
    assert.ok(Math.abs(growth([...warmUp, ...rest]) - expected) < 1e-9);
    assert.equal(growth([...warmUp, ...Array.from({ length: 540 }, () => 100)]), 0);
  });
});
