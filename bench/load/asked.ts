/**
 * What a bench is asked to do by its command line: parts of it, flags, rounds and seconds. What it does not know is a mistake to be told in one
 * line, before anything is measured. Pure.
 */
import { parseArgs } from 'node:util';

export interface Asked<Part extends string, Flag extends string> {
  readonly parts: readonly Part[];
  readonly flags: ReadonlySet<Flag>;
  /** Undefined when the bench is to choose. */
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
}

/** All parts there are, unless `--only` takes some of them. */
export function readAsked<Part extends string, Flag extends string>(
  args: readonly string[],
  parts: readonly Part[],
  flags: readonly Flag[],
): Asked<Part, Flag> | { readonly mistake: string } {
  try {
    const { rounds, seconds, only, ...others } = parse(args, flags);
    const wanted = only?.map((name) => oneOf(parts, name)) ?? parts;
    return {
      parts: parts.filter((part) => wanted.includes(part)),
      flags: new Set(flags.filter((flag) => others[flag] === true)),
      rounds: positive('--rounds', rounds, Number.isSafeInteger, 'a whole number'),
      seconds: positive('--seconds', seconds, Number.isFinite, 'a number'),
    };
  } catch (error) {
    return { mistake: (error as Error).message };
  }
}

function parse(args: readonly string[], flags: readonly string[]) {
  const switches = Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' } as const]));
  const valued = { rounds: { type: 'string' }, seconds: { type: 'string' } } as const;
  try {
    const options = { ...switches, ...valued, only: { type: 'string', multiple: true } } as const;
    const { values } = parseArgs({ args: [...args], options });
    return values as { rounds?: string; seconds?: string; only?: string[] } & Record<string, unknown>;
  } catch (error) {
    // What follows the first sentence is advice about arguments that begin with a dash.
    throw new Error(`${(error as Error).message.split(/[.\n]/, 1)[0]}.`);
  }
}

function oneOf<Part extends string>(parts: readonly Part[], name: string): Part {
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new Error(`--only takes ${parts.join(', ')}, not '${name}'.`);
  return part;
}

function positive(
  option: string,
  text: string | undefined,
  fits: (value: number) => boolean,
  what: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !fits(value) || value <= 0)
    throw new Error(`${option} takes ${what} above 0, not '${text}'.`);
  return value;
}
