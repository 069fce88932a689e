/**
 * `seatrial new [kit]`: writes a plan that runs as it is, keeps the runs out of git, and says how to run it. Never writes
 * over a file.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../../report/run-view.ts';
import { complain } from '../complain.ts';
import { PLANS } from '../default-plan.ts';
import { EXIT } from '../exit-codes.ts';
import { ignoreRuns } from '../git-ignore.ts';
import { INSTALL } from '../install.ts';
import { terminal } from '../terminal.ts';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const FIRST = 'first';

/** The kits there are templates for. */
export function kits(): string[] {
  return readdirSync(TEMPLATES).filter((name) => name !== FIRST);
}

export function create(kit: string | undefined, { into, json }: { into: string; json?: boolean }): number {
  if (kit !== undefined && !kits().includes(kit)) {
    const known = kits().length > 0 ? `known: ${kits().join(', ')}` : 'there are none here';
    return complain(`there is no kit '${kit}'`, `${known}; without a name, a first plan is written`);
  }
  const source = join(TEMPLATES, kit ?? FIRST);
  const plan = PLANS[isCommonJs(into) ? 1 : 0];
  const files = readdirSync(source).map((file) => ({ file, as: file === 'trial.ts' ? plan : file }));
  const taken = files.map(({ as }) => as).filter((as) => existsSync(join(into, as)));
  if (taken.length > 0) {
    const hint = 'use --into FOLDER, or move them away; nothing was written';
    return complain(`${taken.join(' and ')} would be overwritten`, hint);
  }
  const wrote = files.map(({ as }) => join(into, as));
  try {
    mkdirSync(into, { recursive: true });
    for (const { file, as } of files) cpSync(join(source, file), join(into, as), { recursive: true });
    const ignore = ignoreRuns();
    if (ignore !== null) wrote.push(ignore);
  } catch (error) {
    const hint = 'name another folder with --into, or change its permissions';
    return complain(`${into} cannot be written: ${(error as Error).message}`, hint, EXIT.ourFault);
  }
  const run = `npx seatrial run ${shellWord(join(relative('.', into), plan))}`;
  const first = [
    ...(canImportSeatrial(into) ? [] : [`first:   install seatrial in ${folderName(into)}: ${INSTALL}`]),
    ...(kit === undefined ? [] : [`first:   set the environment variables that the first lines of ${plan} name`]),
  ];
  const text = [...wrote.map((file) => `wrote ${file}`), '', ...first, `run it:  ${run}`].join('\n');
  terminal.result(json ? JSON.stringify({ wrote, run }, null, 2) : text);
  return 0;
}

/** Whether TypeScript in that folder counts as CommonJS, as `npm init` writes it: there a plan is a module by its ending. */
function isCommonJs(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return typeOf(file) === 'commonjs';
    if (dirname(at) === at) return false;
  }
}

function typeOf(packageFile: string): unknown {
  try {
    return (JSON.parse(readFileSync(packageFile, 'utf8')) as { type?: unknown }).type;
  } catch {
    return undefined; // npm says what is wrong with it
  }
}

function folderName(folder: string): string {
  const near = relative('.', folder);
  return near === '' ? 'this folder' : shellWord(near);
}

/** Whether a plan in that folder will find this package. */
function canImportSeatrial(folder: string): boolean {
  try {
    createRequire(join(resolve(folder), 'trial.ts')).resolve('seatrial/package.json');
    return true;
  } catch {
    return false;
  }
}
