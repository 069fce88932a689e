import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { roomFor } from './slab.ts';

test('pieces are as long as asked and share no byte', () => {
  const pieces = [0, 1, 43, 2048, 2049, 100_000, 7, 8000, ...Array(500).fill(43)].map((bytes, index) => ({
    bytes,
    index,
    piece: roomFor(bytes).fill(index % 251),
  }));
  for (const { bytes, index, piece } of pieces) assert.deepEqual(piece, Buffer.alloc(bytes, index % 251));
});

test('pieces that nobody holds do not wait for a full collection', () => {
  const script = `
    import { setImmediate as turn } from 'node:timers/promises';
    import { roomFor } from ${JSON.stringify(new URL('./slab.ts', import.meta.url).href)};
    for (let n = 0; n < 200_000; n++) {
      roomFor(43);
      Array.from({ length: 20 }, () => ({ n })); // fills the young memory, so that it is collected now and then
      if (n % 10 === 0) await turn();
    }
    console.log(process.memoryUsage().arrayBuffers);`;
  // A process of its own: in this one the runner of the tests has buffers as well.
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  assert.match(ended.stdout, /^[1-4]?\d{1,5}\n$/, ended.stderr);
});
