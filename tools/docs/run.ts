/** Runs what documents say: shell blocks in a copy of the repository, TypeScript blocks through the compiler, all at once. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../tidy/repository.ts';
import type { PlacedBlock } from './commands.ts';

const limitSeconds = 120;

/** What went wrong when the block was run as a shell script in a fresh copy of these files; undefined when nothing did. */
export function runInCopy({ text }: PlacedBlock, paths: readonly string[]): string | undefined {
  const copy = mkdtempSync(join(tmpdir(), 'seatrial-docs-'));
  try {
    for (const path of paths) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      cpSync(join(root, path), join(copy, path));
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
    // `timeout` ends the whole process group, so that nothing a document starts stays behind.
    const args = ['--kill-after=5', String(limitSeconds), 'bash', '--norc', '-euo', 'pipefail', '-c', text];
    const { status, stdout, stderr } = spawnSync('timeout', args, {
      cwd: copy,
      env: { ...process.env, PATH: path },
      encoding: 'utf8',
    });
    return status === 0 ? undefined : `exit code ${status}\n${stdout}${stderr}`;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The compiler's complaints about these blocks, each a module of its own, with the line numbers of the documents. */
export function typecheck(blocks: readonly PlacedBlock[]): string {
  if (blocks.length === 0) return '';
  const folder = join(root, '.seatrial/docs-test', String(process.pid));
  mkdirSync(folder, { recursive: true });
  try {
    for (const { path, line, text, marker } of blocks) {
      // Files of one page may import each other.
      const name = /^file: (\S+)$/.exec(marker ?? '')?.[1] ?? `${line}.ts`;
      const file = join(folder, path.replaceAll('/', '__'), name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '\n'.repeat(line) + text);
    }
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, moduleDetection: 'force' };
    const configuration = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['**/*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
    return spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: folder, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
