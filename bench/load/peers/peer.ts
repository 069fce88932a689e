/**
 * A peer: a load generator of others, how it is installed, and where it is found. What is installed for the comparison
 * is kept below .seatrial/peers, never among the repository's own packages. Looking for a peer downloads nothing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Job, Reading } from '../contender.ts';

export const PEERS_FOLDER = join(import.meta.dirname, '..', '..', '..', '.seatrial', 'peers');

export interface Peer {
  readonly name: string;
  readonly install: { readonly with: 'apt-get' | 'go' | 'cargo' | 'npm'; readonly of: string };
  /** The program's first words and its version; null when it is not installed. */
  find(): Found | null;
  readonly does: string;
  command(program: readonly string[], job: Job): Command | null;
  read(report: string): Reading;
}

export interface Found {
  readonly program: readonly string[];
  readonly version: string;
}

/** A program of the system. */
export function pathProgram(name: string, versionArguments: readonly string[], pattern: RegExp): Found | null {
  const path = (process.env.PATH ?? '').split(':').find((folder) => folder !== '' && existsSync(join(folder, name)));
  if (path === undefined) return null;
  return { program: [join(path, name)], version: saidVersion(join(path, name), versionArguments, pattern) };
}

/** A program that cargo or go has put below PEERS_FOLDER. */
export function builtProgram(name: string, ask: readonly string[], pattern: RegExp): Found | null {
  const path = join(PEERS_FOLDER, 'bin', name);
  return existsSync(path) ? { program: [path], version: saidVersion(path, ask, pattern) } : null;
}

/** The same for one that does not know its version: Go wrote into it which module it was made from. */
export function goProgram(name: string): Found | null {
  const path = join(PEERS_FOLDER, 'bin', name);
  const module = /^\tmod\t\S+\tv(\S+)/m;
  return existsSync(path) ? { program: [path], version: saidVersion('go', ['version', '-m', path], module) } : null;
}

/** A package that npm has put below PEERS_FOLDER, run by the same Node as Seatrial. */
export function nodeProgram(name: string, file: string): Found | null {
  const folder = join(PEERS_FOLDER, 'npm', 'node_modules', name);
  if (!existsSync(join(folder, file))) return null;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { program: [process.execPath, join(folder, file)], version };
}

/** What a program says of itself; some do so with an exit code that is not 0. */
function saidVersion(program: string, ask: readonly string[], pattern: RegExp): string {
  let said: string;
  try {
    said = execFileSync(program, ask, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    said = `${stdout}${stderr}`;
  }
  return pattern.exec(said)?.[1] ?? 'of unknown version';
}
