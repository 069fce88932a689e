import { borders } from './borders.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(borders, 'public entries, packages and own files', {
  'kits/s3/src/index.ts': "import 'seatrial'; import 'aws4'; import './a.ts'; import 'node:crypto';",
  'systems/mesh/trial.ts': "import 'seatrial'; import '@seatrial/kit-s3'; import './src/port.ts';",
  'systems/mesh/src/main.ts': "import 'pino'; import '../defects/list.ts';",
  'systems/mesh/trial.full.ts': "import 'seatrial'; import './trials/nodes.ts';",
  'systems/mesh/trials/nodes.ts': "import type { Part } from '@seatrial/kit-s3'; import { journey } from 'seatrial';",
  'systems/mesh/trial.test.ts': "import 'seatrial';",
  'systems/mesh/src/log.ts': "import '@seatrial/service-log';",
  'systems/mesh/trials/a.ts': "import 'seatrial'; import '@seatrial/service-time';",
  'systems/mesh/tests/a.test.ts': "import '@seatrial/service-sql/testing';",
  'service/sql/src/index.ts': "import './a.ts'; import 'pg'; import 'node:net'; import '@seatrial/service-log';",
  'service/sql/src/a.test.ts': "import 'fast-check';",
  'examples/first.ts': "import 'seatrial'; import '@seatrial/kit-s3';",
  'seatrial/templates/s3/trial.ts': "import 'seatrial'; import 'seatrial/s3';",
  'seatrial/kits/s3.ts': "import '@seatrial/kit-s3';",
});

refuses(borders, 'a kit inside the product', { 'kits/s3/src/a.ts': "import '../../../seatrial/src/index.ts';" });
refuses(borders, 'a kit with a side door', { 'kits/s3/src/a.ts': "import 'seatrial/src/plan/claim.ts';" });
refuses(borders, 'a kit on another kit', { 'kits/s3/src/a.ts': "import '@seatrial/kit-queue';" });
refuses(borders, 'a kit on another by the product', { 'kits/s3/src/a.ts': "import 'seatrial/queue';" });
refuses(borders, 'an entry that reaches into a kit', { 'seatrial/kits/s3.ts': "import '../../kits/s3/src/kit.ts';" });
refuses(borders, 'a system that knows the product', { 'systems/mesh/src/a.ts': "import type { T } from 'seatrial';" });
refuses(borders, 'a system inside another', { 'systems/mesh/trial.ts': "import '../step-queue/src/a.ts';" });
refuses(borders, 'an example inside the product', { 'examples/a.ts': "import '../seatrial/src/trial.ts';" });
refuses(borders, 'a template inside the product', { 'seatrial/templates/a/trial.ts': "import '../../src/trial.ts';" });
refuses(borders, 'a benchmark inside a system', { 'bench/a.ts': "import '../systems/mesh/src/main.ts';" });

refuses(borders, 'a system inside a package of services', {
  'systems/mesh/src/a.ts': "import '../../../service/log/src/log.ts';",
});
refuses(borders, 'a file of such a package', { 'systems/mesh/src/a.ts': "import '@seatrial/service-log/src/log.ts';" });
refuses(borders, 'test code in a system', { 'systems/mesh/src/a.ts': "import '@seatrial/service-sql/testing';" });
refuses(borders, 'a kit on a package of services', { 'kits/s3/src/a.ts': "import '@seatrial/service-log';" });
refuses(borders, 'a benchmark on a package of services', { 'bench/a.ts': "import '@seatrial/service-log';" });
refuses(borders, 'a package of services on a later one', {
  'service/log/src/a.ts': "import '@seatrial/service-http';",
});
refuses(borders, 'one inside another', { 'service/http/src/a.ts': "import '../../log/src/log.ts';" });
refuses(borders, 'one on itself by name', { 'service/http/src/a.ts': "import '@seatrial/service-http';" });
refuses(borders, 'one on the product', { 'service/log/src/a.ts': "import 'seatrial';" });
refuses(borders, 'one on a kit', { 'service/log/src/a.ts': "import '@seatrial/kit-s3';" });
refuses(borders, 'one on a system', { 'service/log/src/a.ts': "import '@seatrial/object-store';" });
refuses(borders, 'one on the library of another', { 'service/http/src/a.ts': "import 'pg';" });
refuses(borders, 'one that is in no list', { 'service/mail/src/a.ts': "import 'node:net';" });
