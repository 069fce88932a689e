/**
 * From the words of a plan to what is really run: placeholders become values, `node` becomes the Node that runs Seatrial
 * (a plan works where PATH has an old one). Pure but for the free ports that it asks for.
 */
import { fillPlaceholders, placeholdersOf } from '../../plan/placeholders.ts';
import type { ProcessOptions } from '../../plan/system.ts';
import { allocatePort } from './ports.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Command {
  command: readonly string[];
  environment: Environment;
  /** The port that `{port}` stands for; undefined when the plan does not name it. */
  port: number | undefined;
  /** Every port of this instance. */
  ports: readonly number[];
}

/**
 * Fills in the placeholders of one instance, with a new free port for each port that is named.
 * @example await fillIn({ command: ['node', 'a.js', '{port}'] }, '/tmp/data', 1, process.env) // command: ['/usr/bin/node', 'a.js', '40123']
 */
export async function fillIn(
  options: ProcessOptions,
  dataFolder: string,
  instance: number,
  environment: Environment,
): Promise<Command> {
  const texts = [...options.command, ...Object.values(options.env ?? {})];
  const names = new Set(texts.flatMap(placeholdersOf));
  const values = new Map([
    ['dir', dataFolder],
    ['instance', String(instance)],
  ]);
  const ports: number[] = [];
  for (const name of [...names].filter((each) => each.startsWith('port'))) {
    const port = await allocatePort();
    ports.push(port);
    values.set(name, String(port));
  }
  const fill = (text: string): string => fillPlaceholders(text, (name) => values.get(name));

  const [program, ...rest] = options.command.map(fill);
  const added = Object.entries(options.env ?? {}).map(([name, text]) => [name, fill(text)]);
  return {
    command: [program === 'node' ? process.execPath : (program ?? ''), ...rest],
    environment: { ...environment, ...Object.fromEntries(added) },
    port: values.has('port') ? Number(values.get('port')) : undefined,
    ports,
  };
}
