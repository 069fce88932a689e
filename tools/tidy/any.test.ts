import { any } from './any.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(any, 'the word, and an excused use', {
  'a.ts': "// any\nconst any = 'any';",
  'b.ts': '// biome-ignore lint/suspicious/noExplicitAny: the driver has no types\nconst a: any = b;',
});

refuses(any, 'a declaration', { 'a.ts': '\nlet a: any;' }, { line: 2 });
refuses(any, 'a cast', { 'a.ts': 'a(b as any);' });
refuses(any, 'an argument', { 'a.ts': 'let a: Map<string, any>;' });
refuses(any, 'an excuse without a reason', { 'a.ts': '// biome-ignore lint/suspicious/noExplicitAny:\nlet a: any;' });
