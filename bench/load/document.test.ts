import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { withPart } from './document.ts';

describe('the generated part of a document', () => {
  it('is replaced, and nothing else', () => {
    const old = 'before\n<!-- a -->\nold\n<!-- /a -->\nafter\n';
    const once = withPart(old, 'a', 'new');
    assert.equal(once, 'before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter\n');
    assert.equal(withPart(once, 'a', 'new'), once);
    assert.throws(() => withPart(old, 'b', 'new'), /no place marked <!-- b -->/);
  });

  it('has its places in docs/benchmarks/load.md', () => {
    const document = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'benchmarks', 'load.md'), 'utf8');
    for (const name of ['speed', 'open', 'stall', 'memory']) withPart(document, `bench:load ${name}`, 'text');
  });
});
