/**
 * The repository is the same everywhere: no tracked file, of whatever kind, names a folder of the machine it was written
 * on or the host a package happened to come from.
 */
import type { Offence, TextFile } from './source.ts';

const rules = [
  {
    pattern: /(?<![\w.])\/(work|farm)\//,
    what: 'a path of one machine',
    instead: 'write it relative to the repository, or take it from the caller',
  },
  {
    pattern: /\b(registry\.(npmjs|yarnpkg|npmmirror)\.(org|com)|npm\.pkg\.github)|"resolved":\s"http/,
    what: 'the host of a package registry',
    instead: 'leave it to the npm configuration (for the lock file: omit-lockfile-registry-resolved)',
  },
];

export function places(files: readonly TextFile[]): Offence[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((content, index) =>
        rules
          .filter(({ pattern }) => pattern.test(content))
          .map(({ what, instead }) => ({ path, line: index + 1, what, instead })),
      ),
  );
}
