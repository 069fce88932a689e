/** `seatrial power` that is interrupted: nothing is left, and what is known is known. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { inProject } from './testing/project.ts';
import { shop } from './testing/shop.ts';

test('interrupted, it ends what it has started and removes its copy; the same again goes on', () =>
  inProject(async (project) => {
    shop(project);
    const args = ['power', '--mutate', 'rules.mjs'];
    const session = project.start(args);
    await session.shows('  1 of 4  ');
    session.signal('SIGINT');
    const answer = await session.ended;
    assert.equal(answer.code, 130, answer.stderr);
    assert.match(answer.stdout, /were not tried; the same line again goes on/);
    await project.isLeft();
    const copies = readdirSync(tmpdir()).filter((name) => name.startsWith(`seatrial-power-${session.process.pid}-`));
    assert.deepEqual(copies, []);

    const again = await project.seatrial(...args);
    assert.match(again.stderr, /4 are tried, of which [123] are known from before/);
    assert.match(again.stdout, /4 mutants tried, all of 4/);
  }));
