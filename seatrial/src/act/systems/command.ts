/**
 * The command of one instance, made from the plan: placeholders become values, and `node` becomes the Node that runs
 * Seatrial, so a plan works where PATH has an old one. Pure.
 */
import { fillPlaceholders } from '../../plan/systems/placeholders.ts';
import { fillReferences } from '../../plan/systems/references.ts';
import type { ResolvedProcesses, ResolvedReadiness } from '../../plan/systems/resolved.ts';
import type { ReadyCheck } from '../../plan/systems/system.ts';
import { type Addresses, addressOfReference, type Site } from './addresses.ts';

/** A variable that is `undefined` is not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One instance in values: what is run, at which ports, and what is asked of it until it is ready. */
export interface Command {
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly question: ReadyQuestion;
  /** Every port of this instance. */
  readonly ports: readonly number[];
}

/** The question of `ready` with its placeholders filled in. */
export type ReadyQuestion =
  | { readonly kind: 'started' }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'check'; readonly check: ReadyCheck };

/** What one instance is started with. */
export interface Filling {
  readonly site: Site;
  /** Counted from 1. */
  readonly instance: number;
  readonly environment: Environment;
  /** Those of the whole trial; none by default. */
  readonly addresses?: Addresses;
}

/**
 * Fills in the placeholders and references of one instance.
 * @example fillIn(api, filling).command // ['/usr/bin/node', 'server.js', '40123']
 */
export function fillIn({ command, env, ready }: ResolvedProcesses, filling: Filling): Command {
  const { site, instance, environment, addresses = new Map() } = filling;
  const values = new Map([
    ['dir', site.dir],
    ['instance', String(instance)],
    ...[...site.ports].map(([name, port]) => [name, String(port)] as const),
  ]);
  const systems = [...addresses.keys()];
  const fill = (text: string): string =>
    fillPlaceholders(
      fillReferences(text, systems, (reference) => addressOfReference(reference, addresses)),
      (name) => values.get(name) ?? null,
    );
  const added = Object.entries(env).map(([name, text]) => [name, fill(text)]);
  return {
    command: runnable(command.map(fill)),
    environment: { ...environment, ...Object.fromEntries(added) },
    question: questionOf(ready, site, fill),
    ports: [...site.ports.values()],
  };
}

function runnable([program = '', ...rest]: readonly string[]): string[] {
  return [program === 'node' ? process.execPath : program, ...rest];
}

function questionOf(ready: ResolvedReadiness, { url }: Site, fill: (text: string) => string): ReadyQuestion {
  switch (ready.kind) {
    case 'tcp':
      return { kind: 'tcp', port: Number(fill(ready.port)) };
    case 'http':
      return { kind: 'http', url: url + ready.path };
    case 'command':
      return { kind: 'command', command: runnable(ready.command.map(fill)) };
    default:
      return ready;
  }
}
