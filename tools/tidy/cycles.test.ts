import { cycles } from './cycles.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(cycles, 'a diamond', {
  'a.ts': "import './b.ts'; import './c.ts';",
  'b.ts': "import './d.ts';",
  'c.ts': "import './d.ts';",
  'd.ts': '',
});

refuses(
  cycles,
  'a circle of three, closed by a type',
  { 'a.ts': "import './b.ts';", 'b.ts': "import './c.ts';", 'c.ts': "\nimport type { A } from './a.ts';" },
  { path: 'c.ts', line: 2, what: 'closes a circle: a.ts -> b.ts -> c.ts -> a.ts' },
);
refuses(cycles, 'a file that imports itself', { 'a.ts': "import './a.ts';" });
refuses(cycles, 'a circle away from the first file', {
  'a.ts': "import './b.ts';",
  'b.ts': "import './c.ts';",
  'c.ts': "import './b.ts';",
});
