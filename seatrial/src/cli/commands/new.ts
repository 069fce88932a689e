/** `seatrial new [kit]`: writes a plan that runs as it is, and says how. Never writes over a file. */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
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
  const files = readdirSync(source);
  const taken = files.filter((file) => existsSync(join(into, file)));
  if (taken.length > 0) {
    const hint = 'use --into FOLDER, or move them away; nothing was written';
    return complain(`${taken.join(' and ')} would be overwritten`, hint);
  }
  try {
    mkdirSync(into, { recursive: true });
    for (const file of files) cpSync(join(source, file), join(into, file), { recursive: true });
  } catch (error) {
    const hint = 'name another folder with --into, or change its permissions';
    return complain(`${into} can not be written: ${(error as Error).message}`, hint, EXIT.ourFault);
  }
  const wrote = files.map((file) => join(into, file));
  const run = `npx seatrial run ${join(relative('.', into), 'trial.ts')}`;
  const first = canImportSeatrial(into) ? [] : ['first:   install seatrial there: npm install --save-dev seatrial'];
  const text = [...wrote.map((file) => `wrote ${file}`), '', ...first, `run it:  ${run}`].join('\n');
  terminal.result(json ? JSON.stringify({ wrote, run }, null, 2) : text);
  return 0;
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
