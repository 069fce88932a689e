/**
 * Arguments, exit codes, standard streams and signals belong to programs, not to what programs are made of: they appear
 * only where a program starts. Everything else is handed what it needs, and so can be tested.
 */
import { isTestCode, matchesInCode, type Offence, type SourceFile } from './source.ts';

const programs =
  /^(seatrial\/(src\/cli|bin|templates)|bench|tools)\/|^systems\/[^/]+\/(src\/(main|cluster|storage-server|healthcheck)|defects\/run|trial(\.\w+)?)\.ts$|(^|[/-])(process|worker)\.ts$/;

export function processUse(files: readonly SourceFile[]): Offence[] {
  return matchesInCode(
    files.filter(({ path }) => !programs.test(path) && !isTestCode(path)),
    /\bprocess\.(argv|exit|exitCode|stdout|stderr|stdin|on|once)\b/g,
    (found) => `${found} outside a program's start`,
    'let cli (or the system’s main.ts) do it and hand over the value; a program of its own is called x-process.ts',
  );
}
