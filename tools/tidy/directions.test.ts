import { directions } from './directions.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(directions, 'every door of the floor plan', {
  'seatrial/src/std/clock.ts': "import { hrtime } from 'node:process'; import './units.ts';",
  'seatrial/src/evidence/journal.ts': "import '../std/clock.ts'; import { open } from 'node:fs/promises';",
  'seatrial/src/plan/claim.ts': "import '../std/units.ts'; import type { A } from '../judge/finding.ts'; import 'zod';",
  'seatrial/src/act/conduct.ts': "import './load/run.ts'; import './faults/kill.ts'; import '../plan/claim.ts';",
  'seatrial/src/act/load/run.ts':
    "import '../systems/instance.ts'; import '../http/wire/client.ts'; import './http.ts'; import '../../evidence/a.ts';",
  'seatrial/src/judge/load/latency.ts': "import '../coverage.ts'; import '../generator/generator-health.ts';",
  'seatrial/src/judge/coverage.ts': "import '../evidence/ledger.ts'; import '../plan/claim.ts';",
  'seatrial/src/report/html.ts': "import '../judge/finding.ts'; import type { Claim } from '../plan/claim.ts';",
  'seatrial/src/trial.ts': "import './act/conduct.ts'; import './judge/latency.ts'; import './report/html.ts';",
  'seatrial/src/judge-run.ts': "import './judge/latency.ts'; import './evidence/journal.ts';",
  'seatrial/src/index.ts': "export * from './plan/claim.ts'; export type { A } from './judge/finding.ts';",
  'seatrial/src/cli/main.ts': "import '../trial.ts'; import '../report/html.ts'; import '../../package.json';",
  'seatrial/bin/seatrial.mjs': "import('../src/cli/main.ts');",
});
accepts(directions, 'a test that looks elsewhere', {
  'seatrial/src/judge/latency.test.ts': "import '../act/conduct.ts'; import './fixtures/a.ts';",
});

refuses(directions, 'std that imports a package', { 'seatrial/src/std/a.ts': "import 'zod';" });
refuses(directions, 'std that imports a room', { 'seatrial/src/std/a.ts': "import '../plan/b.ts';" });
refuses(directions, 'act that imports a type of judge', {
  'seatrial/src/act/a.ts': "import type { Verdict } from '../judge/finding.ts';",
});
refuses(directions, 'a worker started across a wall', {
  'seatrial/src/judge/a.ts': "new URL('../act/load/worker.ts', import.meta.url);",
});
refuses(directions, 'plan that imports a value of judge', { 'seatrial/src/plan/a.ts': "import '../judge/b.ts';" });
refuses(directions, 'load that imports faults', { 'seatrial/src/act/load/a.ts': "import '../faults/b.ts';" });
refuses(directions, 'http that imports load', { 'seatrial/src/act/http/a.ts': "import '../load/b.ts';" });
refuses(directions, 'a family of judges that imports another', {
  'seatrial/src/judge/load/a.ts': "import '../history/b.ts';",
});
refuses(directions, 'a room inside act that imports conduct', {
  'seatrial/src/act/load/a.ts': "import '../conduct.ts';",
});
refuses(directions, 'systems that import load', { 'seatrial/src/act/systems/a.ts': "import '../load/b.ts';" });
refuses(directions, 'the product importing a kit', { 'seatrial/src/plan/a.ts': "import '@seatrial/kit-s3';" });
refuses(directions, 'the product leaving its folder', { 'seatrial/src/plan/a.ts': "import '../../../kits/s3/a.ts';" });
refuses(directions, 'code that imports test code', { 'seatrial/src/judge/a.ts': "import './fixtures/b.ts';" });
refuses(directions, 'judging again by touching', { 'seatrial/src/judge-run.ts': "import './act/conduct.ts';" });
refuses(directions, 'a verb that acts by itself', { 'seatrial/src/cli/a.ts': "import '../act/conduct.ts';" });
refuses(directions, 'a file in no room', { 'seatrial/src/stray.ts': '' });
refuses(directions, 'a new room', { 'seatrial/src/attic/a.ts': '' });
