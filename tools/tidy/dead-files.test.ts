import { deadFiles } from './dead-files.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(deadFiles, 'what an entry reaches', {
  'seatrial/src/cli/main.ts': "import '../trial.ts';",
  'seatrial/src/trial.ts': "import type { A } from './plan/a.ts'; new URL('./act/worker.ts', import.meta.url);",
  'seatrial/src/plan/a.ts': '',
  'seatrial/src/act/worker.ts': '',
  'seatrial/src/act/b.test.ts': '',
  'systems/mesh/src/main.ts': "import '@seatrial/service-log';",
  'service/log/src/index.ts': "export { a } from './a.ts';",
  'service/log/src/a.ts': '',
  'seatrial/kits/mesh.ts': '',
});

refuses(deadFiles, 'what nothing imports', { 'seatrial/src/index.ts': '', 'kits/s3/src/a.ts': '' });
refuses(deadFiles, 'what only a test imports', {
  'seatrial/src/plan/a.test.ts': "import './a.ts';",
  'seatrial/src/plan/a.ts': '',
});
refuses(deadFiles, 'a package of services that no system uses', { 'service/log/src/index.ts': '' });
