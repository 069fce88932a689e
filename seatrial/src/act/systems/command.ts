/**
 * From the words of a plan to what is really run: placeholders become values, `node` becomes the Node that runs Seatrial
 * (a plan works where PATH has an old one). Pure.
 */
import { fillPlaceholders } from '../../plan/systems/placeholders.ts';
import { fillReferences } from '../../plan/systems/references.ts';
import type { ProcessOptions } from '../../plan/systems/system.ts';
import { type Addresses, addressOfReference, type Place } from './addresses.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Command {
  command: readonly string[];
  environment: Environment;
  /** What readiness asks of, with its placeholders filled in as well; empty where it asks no command. */
  readyCommand: readonly string[];
  /** The port that readiness asks at, where it names one. */
  readyPort: number | undefined;
  /** The port that `{port}` stands for; undefined when the plan does not name it. */
  port: number | undefined;
  /** Every port of this instance. */
  ports: readonly number[];
}

/** What one instance is started with. */
export interface Filling {
  readonly place: Place;
  /** Counted from 1. */
  readonly instance: number;
  readonly environment: Environment;
  /** Those of the whole trial; none by default. */
  readonly addresses?: Addresses;
}

/**
 * Fills in the placeholders of one instance.
 * @example fillIn({ command: ['node', 'a.js', '{port}'] }, filling).command // ['/usr/bin/node', 'a.js', '40123']
 */
export function fillIn(options: ProcessOptions, filling: Filling): Command {
  const { place, instance, environment, addresses = new Map() } = filling;
  const values = new Map([
    ['dir', place.dir],
    ['instance', String(instance)],
    ...[...place.ports].map(([name, port]) => [name, String(port)] as const),
  ]);
  const systems = [...addresses.keys()];
  const fill = (text: string): string =>
    fillPlaceholders(
      fillReferences(text, systems, (reference) => addressOfReference(reference, addresses)),
      (name) => values.get(name),
    );
  const run = (command: readonly string[]): string[] => {
    const [program, ...rest] = command.map(fill);
    return [program === 'node' ? process.execPath : (program ?? ''), ...rest];
  };
  const { ready } = options;
  const added = Object.entries(options.env ?? {}).map(([name, text]) => [name, fill(text)]);
  return {
    command: run(options.command),
    environment: { ...environment, ...Object.fromEntries(added) },
    readyCommand: ready && 'command' in ready ? run(ready.command) : [],
    readyPort: ready && 'tcp' in ready ? Number(fill(ready.tcp)) : undefined,
    port: place.ports.get('port'),
    ports: [...place.ports.values()],
  };
}
