/**
 * What was measured so far, in a folder of its own below `.seatrial/power`: one line a leg of the healthy system, one a mutant, each
 * written when it is known, and the run directories they are from. The folder's name carries the digest of everything that
 * a result depends on, so who is interrupted goes on, and who has changed a file begins anew.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../std/digest.ts';
import type { Fate } from './fate.ts';
import type { Leg } from './legs.ts';

/** A leg with no mutant on. */
export interface HealthyLeg extends Leg {
  readonly kind: 'leg';
  readonly seconds: number;
  /** Claims that can catch something: those that were proven. */
  readonly proven: readonly string[];
  /** Claims that cannot, because they were not shown. */
  readonly unproven: readonly string[];
  /** Numbers of the mutants that it reaches. */
  readonly reaches: readonly string[];
}

export interface TriedMutant {
  readonly kind: 'mutant';
  readonly id: string;
  readonly fate: Fate;
  /** The legs that were run, in their order. */
  readonly legs: readonly string[];
  /** The claims that could have caught it there. */
  readonly judged: readonly string[];
  readonly seconds: number;
}

export interface Results {
  readonly folder: string;
  readonly legs: ReadonlyMap<string, HealthyLeg>;
  readonly mutants: ReadonlyMap<string, TriedMutant>;
  /** Keeps it, on the disk as well. Throws the file system's error. */
  add(result: HealthyLeg | TriedMutant): void;
  /** Where the run directory of a leg is kept, of a mutant or (null) of the healthy system. */
  runFolder(leg: string, mutant: string | null): string;
}

const FILE = 'results.ndjson';
const LONGEST_NAME = 60;

/** Throws the file system's error. */
export function openResults(folder: string): Results {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, FILE);
  const legs = new Map<string, HealthyLeg>();
  const mutants = new Map<string, TriedMutant>();
  const take = (result: HealthyLeg | TriedMutant): void => {
    if (result.kind === 'leg') legs.set(result.name, result);
    else mutants.set(result.id, result);
  };
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = before.slice(0, before.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n').filter(Boolean)) take(JSON.parse(line));
  if (whole !== before) writeFileSync(file, whole); // its last line was cut off
  return {
    folder,
    legs,
    mutants,
    add: (result) => {
      appendFileSync(file, `${JSON.stringify(result)}\n`);
      take(result);
    },
    runFolder: (leg, mutant) => {
      const safe = leg.replaceAll(/[^A-Za-z0-9]+/g, '-');
      const name = safe.length > LONGEST_NAME ? `${safe.slice(0, LONGEST_NAME)}-${sha256(leg).slice(0, 6)}` : safe;
      return join(folder, 'runs', `${mutant ?? 'healthy'}-${name}`);
    },
  };
}
