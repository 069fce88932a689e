import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startNodeServer } from './server.ts';

it('the stalling server answers with the JSON of the others', async () => {
  const server = await startNodeServer('stall-server-process.ts', 'stall');
  try {
    const answers = await Promise.all([1, 2, 3].map(() => fetch(server.url).then((answer) => answer.json())));
    assert.deepEqual(answers[2], { id: 1, name: 'Ada Lovelace', active: true });
  } finally {
    await server.stop();
  }
});
