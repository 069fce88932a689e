import { accepts, refuses } from './testing/examples.ts';
import { wall } from './wall.ts';

accepts(wall, 'judges of evidence alone', {
  'seatrial/src/judge/a.ts':
    "import { b } from '../evidence/b.ts'; // the Date is in the records\nconst c = { process: b.process };",
  'seatrial/src/judge/d.ts': "import type { Journal } from '../evidence/journal.ts'; import 'node:crypto';",
  'seatrial/src/evidence/b.ts': "import type { J } from './journal.ts';",
  'seatrial/src/evidence/journal.ts': "import 'node:fs';",
  'seatrial/src/act/e.ts': "import 'node:net'; Date.now();",
});
accepts(wall, 'tests of judges that read fixtures', { 'seatrial/src/judge/a.test.ts': "import 'node:fs';" });

refuses(wall, 'a judge on the network', { 'seatrial/src/judge/a.ts': "\nimport 'node:http';" }, { line: 2 });
refuses(wall, 'a judge with the type of a socket', { 'seatrial/src/judge/a.ts': "import type { S } from 'node:net';" });
refuses(wall, 'a report that reads files', { 'seatrial/src/report/a.ts': "import 'node:fs/promises';" });
refuses(wall, 'a judge that reaches the disk by way of evidence', {
  'seatrial/src/judge/a.ts': "import '../evidence/b.ts';",
  'seatrial/src/evidence/b.ts': "import './journal.ts';",
  'seatrial/src/evidence/journal.ts': "import 'node:fs';",
});
refuses(wall, 'a judge with a clock', { 'seatrial/src/judge/a.ts': 'const now = new Date();' });
refuses(wall, 'a judge with dice', { 'seatrial/src/judge/a.ts': 'const x = Math.random();' });
refuses(wall, 'a report that knows its process', { 'seatrial/src/report/a.ts': '\nprocess.env;' }, { line: 2 });
