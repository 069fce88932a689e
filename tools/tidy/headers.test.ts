import { headers } from './headers.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(headers, 'block, line and shebang', {
  'a.ts': '/** A clock. */\nconst a = 1;',
  'b.ts': `/**\n${' * Text.\n'.repeat(10)} */\n`,
  'c.ts': '// One.\n// Two.\nconst a = 1;',
  'd.mjs': '#!/usr/bin/env node\n// Starts the command line.\n',
  'e.test.ts': 'const a = 1;',
});

refuses(headers, 'a file that starts with code', { 'a.ts': "import 'b';\n/** Too late. */" });
refuses(headers, 'an empty file', { 'a.ts': '' });
refuses(headers, 'an essay', { 'a.ts': `/**\n${' * Text.\n'.repeat(11)} */\n` });
