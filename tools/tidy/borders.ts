/**
 * Everything outside the product meets it by its public entry: kits import `seatrial`, systems are black boxes that only
 * their own trials (trial.ts, trial.cluster.ts, trials/) put on trial, bench, examples and templates write what a user would write. No package reaches into another.
 */
import { packageOf } from './rooms.ts';
import { type Import, isTestCode, type Offence, type SourceFile } from './source.ts';

export function borders(files: readonly SourceFile[]): Offence[] {
  return files
    .filter(({ path }) => /^(kits|systems|bench|examples|seatrial\/(templates|kits))\//.test(path))
    .flatMap((file) =>
      file.imports.flatMap((found) => {
        const offence = crossing(file.path, found);
        return offence === undefined ? [] : [{ path: file.path, line: found.line, ...offence }];
      }),
    );
}

function crossing(importer: string, { specifier, target }: Import): Pick<Offence, 'what' | 'instead'> | undefined {
  const what = `imports ${specifier}`;
  if (target !== undefined) {
    if (packageOf(target) === packageOf(importer)) return undefined;
    return { what: `${what}, a file of ${packageOf(target)}`, instead: 'import a public entry, by its package name' };
  }
  if (!/^(seatrial|@seatrial)(\/|$)/.test(specifier)) return undefined;
  if (!/^(seatrial(\/[a-z0-9-]+)?|@seatrial\/[^/]+(\/[^/]+)?)$/.test(specifier)) {
    return {
      what: `${what}, which is not a public entry`,
      instead: "import from 'seatrial', 'seatrial/KIT' or the kit itself",
    };
  }
  if (isTestCode(importer)) return undefined;
  if (importer.startsWith('kits/') && specifier !== 'seatrial') {
    return { what: `${what}: a kit stands on the product alone`, instead: "import from 'seatrial' only" };
  }
  if (importer.startsWith('systems/') && !/^systems\/[^/]+\/(trial(\.\w+)?\.ts$|trials\/)/.test(importer)) {
    return {
      what: `${what}: a system knows nothing of its trial`,
      instead: 'let its trial.ts, or a file in trials/, do this',
    };
  }
  return undefined;
}
