/** A system that Seatrial starts: its command, its environment, whom it runs as, and which ports it gets. */
import { shown } from '../../std/shown.ts';
import { checkBoolean } from '../options.ts';
import type { Problems } from '../problems.ts';
import { placeholderMistakes, portsIn } from './placeholders.ts';
import { resolveReadiness } from './resolve-ready.ts';
import type { OwnOf, ResolvedProcesses } from './resolved.ts';
import type { ProcessOptions } from './system.ts';

/** The parts of the command and the environment that are text; all others are mistakes. */
interface Texts {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function resolveProcesses(path: string, options: ProcessOptions, problems: Problems): OwnOf<ResolvedProcesses> {
  const texts = { command: textsOf(options.command), env: textsByName(options.env) };
  const ports = portsIn([...texts.command, ...Object.values(texts.env)]);
  const { instances = 1, cwd = '.', user, scheme, listens } = options;
  checkCommand(`${path}.command`, options.command, problems);
  checkListens(path, options, texts, ports, problems);
  if (options.env !== undefined) checkEnvironment(`${path}.env`, options.env, problems);
  if (options.envFile !== undefined)
    problems.add(`${path}.envFile`, 'the file was not read', "make the system with system('api', { ... })");
  if (typeof cwd !== 'string')
    problems.add(`${path}.cwd`, `${shown(cwd)} is not text`, "write a folder: cwd: 'server'");
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    problems.add(`${path}.scheme`, `${shown(scheme)} is not a scheme`, "write 'http' or 'https'");
  if ('allowRemote' in options)
    problems.add(`${path}.allowRemote`, "a system with a command takes no 'allowRemote'", 'it runs on this machine');
  if ('socket' in options)
    problems.add(`${path}.socket`, "a system with a command takes no 'socket'", 'it is reached at its {port}');
  checkBoolean(`${path}.mayEnd`, options.mayEnd, problems);
  checkBoolean(`${path}.printsSecrets`, options.printsSecrets, problems);
  if (user !== undefined) checkUser(`${path}.user`, user, problems);
  return {
    kind: 'processes',
    serves: ports.includes('port'),
    ...texts,
    cwd,
    user: user ?? null,
    instances: problems.wholeNumber(`${path}.instances`, instances, 1),
    ports,
    ready: resolveReadiness(`${path}.ready`, options.ready, { ports, listens: listens !== false }, problems),
    mayEnd: options.mayEnd === true,
    printsSecrets: options.printsSecrets === true,
  };
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((part) => typeof part === 'string') : [];
}

function textsByName(values: unknown): Record<string, string> {
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

/** Only root may start a program as another user, so nothing would be started. */
function checkUser(path: string, user: unknown, problems: Problems): void {
  if (typeof user !== 'string' || !/^[A-Za-z0-9_][\w.@-]*\$?$/.test(user))
    problems.add(path, `${shown(user)} cannot name a user`, "write a user of this machine: user: 'postgres'");
  else if (process.getuid?.() !== 0)
    problems.add(
      path,
      `only root can start a program as '${user}'`,
      'run Seatrial as root, or take user out: then the program runs as you do',
    );
}

function checkCommand(path: string, command: unknown, problems: Problems): void {
  const like = "['node', 'server.js', '--workers', '4']";
  if (!Array.isArray(command) || command.length === 0)
    problems.add(path, 'there is no command', "write program and arguments as a list: ['node', 'server.js']");
  else if (!command.every((part) => typeof part === 'string'))
    problems.add(path, 'a part of the command is not text', `write every part as text: ${like}`);
  else for (const [index, part] of command.entries()) checkPlaceholders(`${path}[${index}]`, part, problems);
}

/** The command must be given a port, unless `listens: false` says that it serves none. A misspelt `{port}` does not count as missing. */
function checkListens(
  path: string,
  { command, listens }: ProcessOptions,
  texts: Texts,
  ports: readonly string[],
  problems: Problems,
): void {
  if (listens !== undefined && listens !== false)
    problems.add(`${path}.listens`, `${shown(listens)} is not false`, 'write false, or leave it out');
  const isWhole = texts.command.length > 0 && texts.command.length === command.length;
  const named = [...texts.command, ...Object.values(texts.env)].some((text) => text.includes('{port'));
  if (isWhole && !named && listens === undefined)
    problems.add(
      `${path}.command`,
      'nothing tells the command its port',
      "pass {port}: ['node', 'server.js', '--port', '{port}']; if it serves none, add listens: false",
    );
  if (isWhole && listens === false && ports.includes('port')) {
    const hint = 'take listens out, or {port}; {port:NAME} is for ports that no journey goes to';
    problems.add(`${path}.command`, 'the command is given a {port}, and listens: false says that it serves none', hint);
  }
}

function checkEnvironment(path: string, env: unknown, problems: Problems): void {
  const hint = "write env: { NAME: 'value' }";
  if (typeof env !== 'object' || env === null || Symbol.iterator in env) {
    problems.add(path, `${shown(env)} is not an environment`, hint);
    return;
  }
  for (const [name, value] of Object.entries(env)) {
    // Values may be secrets, so none is shown.
    if (typeof value !== 'string') problems.add(`${path}.${name}`, 'the value is not text', hint);
    else checkPlaceholders(`${path}.${name}`, value, problems);
  }
}

function checkPlaceholders(path: string, text: string, problems: Problems): void {
  for (const { problem, hint } of placeholderMistakes(text)) problems.add(path, problem, hint);
}
