/**
 * Where another system of the plan is, in the command and the environment of a system: `{db.port}`, `{db.port:NAME}`,
 * `{db.host}`, `{db.url}`, `{db.dir}`, and `{db.2.port}` where it has several instances. As with placeholders, other text in
 * braces is passed on as it stands, and `{{db.port}}` is passed on as `{db.port}`.
 */

import { suggest } from '../problems.ts';
import { oneEditApart, placeholdersOf } from './placeholders.ts';
import { isEndpoint, type ProcessOptions, type System } from './system.ts';

const FIELDS = ['port', 'host', 'url', 'dir'] as const;
const WORD = /\{\{([A-Za-z0-9][\w.-]*)\.(\w+)(:[^{}]*)?\}\}|\{([A-Za-z0-9][\w.-]*)\.(\w+)(:[^{}]*)?\}/g;
const HINT = "write '{NAME.port}', '{NAME.port:OTHER}', '{NAME.host}', '{NAME.url}' or '{NAME.dir}'";

/** One of them, taken apart. */
export interface Reference {
  readonly system: string;
  /** Counted from 1; null where none is named. */
  readonly instance: number | null;
  readonly field: (typeof FIELDS)[number];
  /** The placeholder of that system that it stands for: `port`, `port:admin`; `port` for a URL; null for the others. */
  readonly port: string | null;
}

interface Mistake {
  problem: string;
  hint: string;
}

/**
 * The text with its references filled in.
 * @example fillReferences('--db={db.port}', ['db'], () => '5432') // '--db=5432'
 */
export function fillReferences(
  text: string,
  names: readonly string[],
  filling: (reference: Reference) => string | undefined,
): string {
  return text.replace(WORD, (whole: string, literal?: string, ...rest: (string | undefined)[]) => {
    const [of = '', , name = '', field = '', more = ''] = rest;
    if (literal !== undefined) return isMeant(literal, of, names) ? whole.slice(1, -1) : whole;
    const reference = referenceOf(name, field, more, names);
    return reference === null ? whole : (filling(reference) ?? whole);
  });
}

/** What is meant for a reference and leads nowhere, with how to write it; empty when there is nothing such. */
export function referenceMistakes(text: string, systems: readonly System[]): Mistake[] {
  const names = systems.map(({ name }) => name);
  return [...text.matchAll(WORD)].flatMap(([whole, , , , name, field = '', more = '']) => {
    if (name === undefined) return [];
    const found = named(name, names);
    if (found === null) return meantFor(name, field, whole, names);
    const reference = referenceOf(name, field, more, names);
    const { options } = systems.find((system) => system.name === found.system) as System;
    const mistake = reference === null ? notOne(found.system, field, whole) : leadsNowhere(reference, options);
    return mistake === null ? [] : [mistake];
  });
}

function referenceOf(name: string, field: string, more: string, names: readonly string[]): Reference | null {
  const found = named(name, names);
  const known = FIELDS.find((each) => each === field);
  if (found === null || known === undefined || (more !== '' && !(known === 'port' && /^:[\w-]+$/.test(more))))
    return null;
  const port = known === 'port' ? `port${more}` : known === 'url' ? 'port' : null;
  return { ...found, field: known, port };
}

/** `db` and `db.2` of a system `db`; a system may itself be called `db.2`. */
function named(name: string, names: readonly string[]): Pick<Reference, 'system' | 'instance'> | null {
  if (names.includes(name)) return { system: name, instance: null };
  const [, system = '', number] = /^(.+)\.(\d+)$/.exec(name) ?? [];
  return names.includes(system) ? { system, instance: Number(number) } : null;
}

/** What would be a reference or a mistake with single braces. */
function isMeant(name: string, field: string, names: readonly string[]): boolean {
  return named(name, names) !== null || meantFor(name, field, '', names).length > 0;
}

function meantFor(name: string, field: string, whole: string, names: readonly string[]): Mistake[] {
  const near = names.find((each) => oneEditApart(name.toLowerCase(), each.toLowerCase()));
  if (near === undefined || !FIELDS.some((each) => each === field)) return [];
  const hint = `did you mean '{${near}.${field}}'? Write '{${whole}}' for that text itself`;
  return [{ problem: `'${whole}' names no system`, hint }];
}

function notOne(system: string, field: string, whole: string): Mistake {
  const meant = FIELDS.some((each) => each === field)
    ? HINT.replaceAll('NAME', system)
    : suggest(field, FIELDS).replaceAll(/'(\w+)'/g, `'{${system}.$1}'`);
  return {
    problem: `'${whole}' says nothing of '${system}'`,
    hint: `${meant} Write '{${whole}}' for that text itself`,
  };
}

function leadsNowhere({ system, instance, field, port }: Reference, options: System['options']): Mistake | null {
  if (isEndpoint(options)) {
    const wrong =
      instance !== null ? 'instances' : field === 'dir' ? 'data folder' : port?.includes(':') ? 'such port' : null;
    const hint = `write '{${system}.port}', '{${system}.host}' or '{${system}.url}'`;
    return wrong === null ? null : { problem: `'${system}' has a url and no ${wrong} that Seatrial knows`, hint };
  }
  const { instances = 1 } = options;
  if (instance === null && instances > 1) {
    const problem = `'${system}' has ${instances} instances, and this does not say which`;
    return { problem, hint: `write its number, from 1: '{${system}.1.${field}}'` };
  }
  if (instance !== null && !(instance >= 1 && instance <= instances))
    return { problem: `'${system}' has no instance ${instance}`, hint: `they are counted from 1 to ${instances}` };
  if (port === null || portsOf(options).includes(port)) return null;
  const hint = `put {${port}} into the command or the environment of '${system}'`;
  return { problem: `nothing gives '${system}' a {${port}}`, hint };
}

/** The ports that a system is given: `port`, `port:admin`. */
export function portsOf({ command, env }: ProcessOptions): string[] {
  const texts: unknown[] = [...(Array.isArray(command) ? command : []), ...Object.values(env ?? {})];
  const found = texts.flatMap((text) => (typeof text === 'string' ? placeholdersOf(text) : []));
  return [...new Set(found.filter((each) => each.startsWith('port')))];
}
