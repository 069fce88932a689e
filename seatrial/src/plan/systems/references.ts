/**
 * References of a command or an environment to another system of the plan: `{db.port}`, `{db.port:NAME}`, `{db.host}`,
 * `{db.url}`, `{db.dir}`, and `{db.2.port}` where that system has several instances. As with placeholders, other text in
 * braces is passed on as it stands, and `{{db.port}}` is passed on as `{db.port}`.
 */

import { type Problems, suggest } from '../problems.ts';
import { oneEditApart } from './placeholders.ts';
import type { ResolvedSystem } from './resolved.ts';

const FIELDS = ['port', 'host', 'url', 'dir'] as const;
const WORD = /\{\{([A-Za-z0-9][\w.-]*)\.(\w+)(:[^{}]*)?\}\}|\{([A-Za-z0-9][\w.-]*)\.(\w+)(:[^{}]*)?\}/g;
const HINT = "write '{NAME.port}', '{NAME.port:OTHER}', '{NAME.host}', '{NAME.url}' or '{NAME.dir}'";

/** One reference, taken apart. */
export interface Reference {
  readonly system: string;
  /** Counted from 1; null where none is named. */
  readonly instance: number | null;
  readonly field: (typeof FIELDS)[number];
  /** The port that it needs of that system: `port`, `port:admin`; `port` for a URL; null for the other fields. */
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
  filling: (reference: Reference) => string | null,
): string {
  return text.replace(WORD, (whole: string, literal?: string, ...rest: (string | undefined)[]) => {
    const [of = '', , name = '', field = '', more = ''] = rest;
    if (literal !== undefined) return isMeant(literal, of, names) ? whole.slice(1, -1) : whole;
    const reference = referenceOf(name, field, more, names);
    return reference === null ? whole : (filling(reference) ?? whole);
  });
}

/** Notes every reference of a system that leads nowhere: to no system, to no instance, to a port that nobody is given. */
export function checkReferences(
  path: string,
  system: ResolvedSystem,
  systems: readonly ResolvedSystem[],
  problems: Problems,
): void {
  if (system.kind === 'endpoint') return;
  const { command, env, ready } = system;
  const asked = ready.kind === 'command' ? ready.command : [];
  const texts = [
    ...command.map((text, index) => ({ at: `command[${index}]`, text })),
    ...Object.entries(env).map(([name, text]) => ({ at: `env.${name}`, text })),
    ...asked.map((text, index) => ({ at: `ready.command[${index}]`, text })),
  ];
  for (const { at, text } of texts)
    for (const { problem, hint } of mistakesIn(text, systems)) problems.add(`${path}.${at}`, problem, hint);
}

function mistakesIn(text: string, systems: readonly ResolvedSystem[]): Mistake[] {
  const names = systems.map(({ name }) => name);
  return [...text.matchAll(WORD)].flatMap(([whole, , , , name, field = '', more = '']) => {
    if (name === undefined) return [];
    const found = named(name, names);
    const system = systems.find((each) => each.name === found?.system);
    if (system === undefined) return meantFor(name, field, whole, names);
    const reference = referenceOf(name, field, more, names);
    const mistake = reference === null ? notOne(system.name, field, whole) : leadsNowhere(reference, system);
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

/** Whether it would be a reference, or a mistake, if it stood in single braces. */
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

function leadsNowhere({ instance, field, port }: Reference, system: ResolvedSystem): Mistake | null {
  const { name } = system;
  if (system.kind === 'endpoint') {
    const wrong =
      instance !== null ? 'instances' : field === 'dir' ? 'data folder' : port?.includes(':') ? 'such port' : null;
    const hint = `write '{${name}.port}', '{${name}.host}' or '{${name}.url}'`;
    return wrong === null ? null : { problem: `'${name}' has a url and no ${wrong} that Seatrial knows`, hint };
  }
  const { instances, ports } = system;
  if (instance === null && instances > 1) {
    const problem = `'${name}' has ${instances} instances, and this does not say which`;
    return { problem, hint: `write its number, from 1: '{${name}.1.${field}}'` };
  }
  if (instance !== null && !(instance >= 1 && instance <= instances))
    return { problem: `'${name}' has no instance ${instance}`, hint: `they are counted from 1 to ${instances}` };
  if (port === null || ports.includes(port)) return null;
  const hint = `put {${port}} into the command or the environment of '${name}'`;
  return { problem: `nothing gives '${name}' a {${port}}`, hint };
}
