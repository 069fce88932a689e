import { places } from './places.ts';
import { accepts, refuses } from './testing/examples.ts';

// Put together from halves, because the check reads this file too.
const host = `registry.${'npmjs'}.org`;

accepts(places, 'relative places', {
  'a.ts': "const a = './work/b'; const c = 'https://example.org/framework/x';",
  'package-lock.json.ts': '{ "resolved": "seatrial" }',
});

refuses(places, 'a folder of this machine', { 'a.ts': `\nconst a = '/${'work'}/main';` }, { line: 2 });
refuses(places, 'another', { 'a.ts': `// see /${'farm'}/x` });
refuses(places, 'a registry', { 'a.ts': `const a = 'https://${host}/';` });
refuses(places, 'a lock file with addresses', { 'a.ts': `{ "resolved": "${'http'}s://example.org/a.tgz" }` });
