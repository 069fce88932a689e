/** `seatrial new [kit]`: writes a plan that runs as it is, and says how. Never writes over a file. */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complain } from '../complain.ts';
import { terminal } from '../terminal.ts';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const FIRST = 'first';

/** The kits there are templates for, for the help text. */
export function kits(): string[] {
  return readdirSync(TEMPLATES).filter((name) => name !== FIRST);
}

export function create(kit: string | undefined, options: { into: string }): number {
  const template = kit ?? FIRST;
  const source = join(TEMPLATES, template);
  if (kit !== undefined && !kits().includes(kit))
    return complain(`there is no kit '${kit}'`, `known: ${kits().join(', ')}`);
  const files = readdirSync(source);
  const taken = files.filter((file) => existsSync(join(options.into, file)));
  if (taken.length > 0) {
    return complain(
      `${taken.join(' and ')} would be overwritten`,
      'use --into FOLDER, or move them away; nothing was written',
    );
  }
  mkdirSync(options.into, { recursive: true });
  for (const file of files) cpSync(join(source, file), join(options.into, file));
  const plan = join(relative('.', options.into), 'trial.ts');
  terminal.result(
    [...files.map((file) => `wrote ${join(options.into, file)}`), '', `run it:  npx seatrial run ${plan}`].join('\n'),
  );
  return 0;
}
