import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited, missing, runStory, stepsOf } from './story.ts';

const fence = '```';
const block = (marker: string, text: string) => `<!-- ${marker} -->\n${fence}sh\n${text}\n${fence}\n\n`;
const story = (...blocks: string[]) => ({ path: 'docs/how-to/a.md', text: blocks.join('') });

test('a page is read in its order', () => {
  const page = story(
    block('file: a.txt', 'one'),
    block('start', 'sleep 1'),
    block('step: exit 2 or 3', 'false'),
    block('prints', 'x'),
  );
  assert.deepEqual(
    stepsOf(page.text).map(({ kind, about }) => [kind, about]),
    [
      ['file', 'a.txt'],
      ['start', ''],
      ['step', '2 or 3'],
      ['prints', ''],
    ],
  );
});

test('files are there for the commands after them, and what is printed is compared without numbers', async () => {
  const page = story(
    block('file: sub/a.txt', 'took 12ms of 3,000'),
    block('edit: sub/a.txt', '-took 12ms of 3,000\n+kept 12ms of 3,000'),
    block('step: exit 3', 'cat sub/a.txt; exit 3'),
    block('prints', 'kept 800us of 1'),
  );
  assert.equal(await runStory(page), undefined);
});

test('the first thing that goes another way is told with its line', async () => {
  assert.match(
    (await runStory(story('\n', block('step', 'echo seen; false')))) ?? '',
    /^docs\/how-to\/a.md:3: exit code 1, not 0\nseen/,
  );
  assert.match(
    (await runStory(story(block('step', 'echo a'), block('prints', 'b')))) ?? '',
    /:7: this was not printed: b/,
  );
  assert.match(
    (await runStory(story(block('file: a', 'x'), block('edit: a', '-y\n+z')))) ?? '',
    /a has no lines like these/,
  );
});

test('what is started runs until the end, at a port of its own, and the repository is where it is', async () => {
  const server = `node -e 'require("http").createServer((_, r) => r.end("ahoy")).listen(8080, "127.0.0.1")'`;
  const ask = `node -e 'fetch("http://127.0.0.1:8080/").then((r) => r.text()).then(console.log)'`;
  assert.equal(await runStory(story(block('start', server), block('step', ask), block('prints', 'ahoy'))), undefined);
  assert.equal(await runStory(story(block('step', 'test -f PATH-TO-SEATRIAL/package.json'))), undefined);
});

test('an edit names lines that are there once', () => {
  assert.equal(edited('a\nb\nc\n', ' a\n-b\n+d'), 'a\nd\nc\n');
  assert.equal(edited('a\nb\na\nb\n', '-b\n+d'), undefined);
});

test('a line may leave something out', () => {
  assert.equal(missing('wrote ... bytes', 'wrote 12 long bytes'), undefined);
  assert.match(missing('wrote ... words', 'wrote 12 bytes') ?? '', /wrote ... words/);
});
