/** Files that a plan names: text, read from where the file lies that names it, when the plan is imported. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';

export type FileText = { ok: true; text: string } | { ok: false; because: string };

/**
 * The text of a UTF-8 file, without a byte order mark. A path starts from the file that called the modules `own`.
 * @example readBeside('people.csv', import.meta.url)
 */
export function readBeside(file: string | URL, ...own: readonly string[]): FileText {
  const ours = [import.meta.url, ...own];
  const caller = getCallSites().find(({ scriptName }) => !ours.includes(scriptName));
  const path = typeof file === 'string' ? besides(file, caller?.scriptName) : file;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = path.protocol === 'file:' ? fileURLToPath(path) : path.href;
    return { ok: false, because: `${where} cannot be read (${code}); paths start from the plan file` };
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, because: 'it is not UTF-8; save it as UTF-8 (spreadsheets often write Windows-1252)' };
  }
}

/** A path and no URL: `#`, `?` and `%` are letters of a name like others. */
function besides(file: string, plan: string | undefined): URL {
  const folder = plan === undefined ? '.' : dirname(fileURLToPath(plan));
  return pathToFileURL(resolve(folder, file));
}
