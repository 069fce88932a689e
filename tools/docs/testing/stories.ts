/** One test for each page of the tutorial and the how-tos that has something to follow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRepository } from '../../tidy/repository.ts';
import { runStory, stepsOf } from './story.ts';

export const isHowTo = (path: string): boolean => path.startsWith('docs/how-to/');
export const isAboutData = (path: string): boolean => /(feed-data|record-writes|redis-and-sql)\.md$/.test(path);

export function tellStories(isTold: (path: string) => boolean): void {
  const pages = readRepository().filter(({ path }) => /^docs\/(tutorial|how-to)\/.*\.md$/.test(path));
  for (const page of pages.filter(({ path, text }) => isTold(path) && stepsOf(text).length > 0)) {
    test(`${page.path} goes as it says`, async () => assert.equal(await runStory(page), undefined));
  }
}
