import { names } from './names.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(names, 'concepts', {
  'std/clock.ts': '',
  'http/content-types.ts': '',
  'act/utilization.ts': '',
  'library.ts': '',
});

for (const path of [
  'utils.ts',
  'std/helpers.ts',
  'lib/a.ts',
  'common.ts',
  'types.mts',
  'manager.ts',
  'test-utils.ts',
  'helper.test.ts',
]) {
  refuses(names, path, { [path]: '' });
}
