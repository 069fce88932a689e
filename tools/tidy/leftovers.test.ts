import { leftovers } from './leftovers.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(leftovers, 'words in texts, skips with a reason', {
  'a.ts': "const mark = 'TODO'; reader.skip(4); // done",
  'b.test.ts': "test('a', { skip: !found && 'needs strace' }, (t) => t.skip('no kernel support'));",
});

refuses(leftovers, 'a mark in a comment', { 'a.ts': '/**\n * Text.\n * TODO: more\n */' }, { line: 3 });
refuses(leftovers, 'another mark', { 'a.ts': 'a(); // FIXME' });
refuses(leftovers, 'the only test', { 'a.test.ts': "test.only('a', () => {});" });
refuses(leftovers, 'a skipped test', { 'a.test.ts': "describe.skip('a', () => {});" });
refuses(leftovers, 'a skip by option', { 'a.test.ts': "\ntest('a', { skip: true }, () => {});" }, { line: 2 });
refuses(leftovers, 'a skip without a reason', { 'a.test.ts': "test('a', (t) => t.skip());" });
