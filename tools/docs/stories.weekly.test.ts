/** The tutorial and every how-to, followed from the first block to the last. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRepository } from '../tidy/repository.ts';
import { runStory, stepsOf } from './story.ts';

const pages = readRepository().filter(({ path }) => /^docs\/(tutorial|how-to)\/.*\.md$/.test(path));

for (const page of pages.filter(({ text }) => stepsOf(text).length > 0)) {
  test(`${page.path} goes as it says`, async () => assert.equal(await runStory(page), undefined));
}
