/**
 * Everything outside the product meets it by its public entry: kits import `seatrial`, systems are black boxes that only
 * their own trials (trial.ts, trial.cluster.ts, trials/) put on trial and that stand on the packages of `service/`, bench, examples and
 * templates write what a user would write. No package reaches into another.
 */
import { packageOf, servicePackages } from './rooms.ts';
import { type Import, isTestCode, type Offence, type SourceFile } from './source.ts';

type Crossing = Pick<Offence, 'what' | 'instead'> | undefined;

export function borders(files: readonly SourceFile[]): Offence[] {
  return files
    .filter(({ path }) => /^(kits|service|systems|bench|examples|seatrial\/(templates|kits))\//.test(path))
    .flatMap((file) =>
      file.imports.flatMap((found) => {
        const offence = crossing(file.path, found);
        return offence === undefined ? [] : [{ path: file.path, line: found.line, ...offence }];
      }),
    );
}

function crossing(importer: string, { specifier, target }: Import): Crossing {
  const what = `imports ${specifier}`;
  if (specifier.startsWith('.')) {
    if (packageOf(target ?? '') === packageOf(importer)) return undefined;
    return {
      what: `${what}, a file of ${packageOf(target ?? '')}`,
      instead: 'import a public entry, by its package name',
    };
  }
  const service = /^@seatrial\/service-([a-z0-9-]+)(\/testing)?$/.exec(specifier);
  if (service?.[2] !== undefined && !isTestCode(importer))
    return { what: `${what}, which is for tests`, instead: 'leave it to a test' };
  if (importer.startsWith('service/')) return ofService(importer, specifier, service?.[1]);
  if (service !== null) {
    if (importer.startsWith('systems/')) return undefined;
    return { what: `${what}, which is for systems`, instead: 'import the public entry of the product, or of a kit' };
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

/** What a package of `service/` imports by name; `other` is which other one of them, if it is one. */
function ofService(importer: string, specifier: string, other: string | undefined): Crossing {
  const [, own = ''] = importer.split('/');
  const what = `service/${own} imports ${specifier}`;
  const libraries = servicePackages.get(own);
  if (libraries === undefined)
    return { what: `service/${own} is not listed`, instead: 'give it its place in tools/tidy/rooms.ts' };
  const order = [...servicePackages.keys()];
  const before = order.slice(0, order.indexOf(own));
  if (other !== undefined) {
    if (before.includes(other)) return undefined;
    return { what, instead: `import from those before it only (${before.join(', ') || 'there are none'})` };
  }
  if (/^(seatrial|@seatrial)(\/|$)/.test(specifier))
    return { what: `${what}, and knows nothing of the product`, instead: 'let the trial of a system do this' };
  const isLibrary = libraries.some((library) => specifier === library || specifier.startsWith(`${library}/`));
  if (isLibrary || specifier.startsWith('node:') || isTestCode(importer)) return undefined;
  return {
    what: `${what}, which is none of its libraries`,
    instead: 'stand on node: and what tools/tidy/rooms.ts lists',
  };
}
