/** Checks when a system is ready: one way to ask, which can be asked of that system. */
import { shown } from '../../std/shown.ts';
import { parseDuration } from '../../std/units.ts';
import { checkOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import { placeholderMistakes } from './placeholders.ts';
import { portsOf, referenceMistakes } from './references.ts';
import { type ProcessOptions, READINESS, type System } from './system.ts';

const HINT =
  "write ready: { http: '/health' }, { log: 'listening' }, { tcp: '{port}' }, { command: ['pg_isready'] } or { check: async ({ url }) => ... }";

export function checkReadiness(
  path: string,
  options: ProcessOptions,
  systems: readonly System[],
  problems: Problems,
): void {
  const { ready } = options;
  if (!checkOptions(path, ready, READINESS, problems)) return;
  const { within, ...given } = ready as Partial<Record<keyof typeof READINESS, unknown>>;
  const ways = Object.entries(given).filter(([name, value]) => name in READINESS && value !== undefined);
  if (ways.length === 0) problems.add(path, 'nothing says when it is ready', HINT);
  if (ways.length > 1) problems.add(path, `${ways.map(([name]) => name).join(' and ')} contradict each other`, HINT);
  const { http, log, tcp, command, check } = given;
  for (const [name, value] of Object.entries({ http, log, tcp }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      problems.add(`${path}.${name}`, `${shown(value)} is not text`, HINT);
  if (typeof tcp === 'string' && tcp !== '') checkPort(`${path}.tcp`, tcp, options, problems);
  if (http !== undefined && options.listens === false)
    problems.add(`${path}.http`, 'listens: false says that nobody answers there', HINT);
  if (command !== undefined) checkCommand(`${path}.command`, command, options, systems, problems);
  if (check !== undefined && typeof check !== 'function')
    problems.add(`${path}.check`, `${shown(check)} is not a function`, HINT);
  if (within !== undefined) problems.take(`${path}.within`, parseDuration(within));
}

/** A port that nobody is given is one at which nobody ever listens. */
function checkPort(path: string, tcp: string, options: ProcessOptions, problems: Problems): void {
  const placeholder = /^\{(port(?::[\w-]+)?)\}$/.exec(tcp)?.[1];
  if (placeholder !== undefined) checkGiven(path, placeholder, options, problems);
  else if (!/^\d{1,5}$/.test(tcp) || Number(tcp) < 1 || Number(tcp) > 65_535)
    problems.add(path, `${shown(tcp)} is not a port`, "write '{port}', '{port:NAME}', or a number as text: '5432'");
}

function checkGiven(path: string, placeholder: string, options: ProcessOptions, problems: Problems): void {
  if (!portsOf(options).includes(placeholder))
    problems.add(path, `nothing gives the system a {${placeholder}}`, `put {${placeholder}} into command or env`);
}

function checkCommand(
  path: string,
  command: unknown,
  options: ProcessOptions,
  systems: readonly System[],
  problems: Problems,
): void {
  if (!Array.isArray(command) || command.length === 0 || !command.every((part) => typeof part === 'string')) {
    problems.add(path, `${shown(command)} is not a command`, "write a list of texts: ['pg_isready', '-p', '{port}']");
    return;
  }
  for (const [index, part] of command.entries()) {
    for (const { problem, hint } of [...placeholderMistakes(part), ...referenceMistakes(part, systems)])
      problems.add(`${path}[${index}]`, problem, hint);
  }
  const asked = portsOf({ command });
  for (const placeholder of asked) checkGiven(path, placeholder, options, problems);
}
