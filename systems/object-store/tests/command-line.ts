/** A command-line client of the store in a folder of its own, with the files it works on; what it says, and what it fails with. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { plant, type Tree } from './trees.ts';

export interface CommandLine {
  readonly folder: string;
  /** Resolves with what it prints, trimmed; rejects with an error whose message has what it complains of. */
  readonly run: (...args: readonly string[]) => Promise<string>;
  /** The folder `name`, made of these files. */
  readonly plant: (name: string, tree: Tree) => Promise<string>;
}

/** Why tests of the command are skipped, or false. */
export function absenceOf(command: string, versionArgument = '--version'): string | false {
  return spawnSync(command, [versionArgument]).status !== 0 && `${command} is not installed`;
}

/** `configure` says which arguments and variables come with every run; the environment of the tests has nothing to say. */
export async function openCommandLine(
  t: TestContext,
  command: string,
  configure: (folder: string) => Promise<{ args: readonly string[]; environment?: Readonly<Record<string, string>> }>,
): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), `${command}-`));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { args: always, environment } = await configure(folder);
  const env = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8', ...environment };
  const start = promisify(execFile);
  return {
    folder,
    run: async (...args) => (await start(command, [...always, ...args], { cwd: folder, env })).stdout.trim(),
    plant: (name, tree) => plant(join(folder, name), tree),
  };
}
