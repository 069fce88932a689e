/** Checks the systems of a plan: names, commands, users, addresses. */
import { isAbsolute } from 'node:path';
import { isLoopback } from '../../std/host.ts';
import { shown } from '../../std/shown.ts';
import { checkOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import { checkReadiness } from './check-ready.ts';
import { placeholderMistakes } from './placeholders.ts';
import { portsOf, referenceMistakes } from './references.ts';
import { checkDefaults } from './request-defaults.ts';
import {
  ENDPOINT,
  type EndpointOptions,
  isEndpoint,
  PROCESS,
  type ProcessOptions,
  type System,
  TLS,
  type TlsOptions,
} from './system.ts';

/** Notes every mistake in the systems; they need no other form than the one they were written in. */
export function checkSystems(systems: readonly System[], problems: Problems): void {
  if (systems.length === 0) problems.add('systems', 'the plan names no system', "add one with system('api', { ... })");
  problems.unique(
    'systems',
    systems.map((system) => system.name),
    'system',
  );
  for (const [index, system] of systems.entries()) checkSystem(`systems[${index}]`, system, systems, problems);
}

function checkSystem(path: string, system: System, systems: readonly System[], problems: Problems): void {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(system.name)) {
    problems.add(`${path}.name`, `'${system.name}' cannot name a system`, 'use letters, digits, dots and dashes');
  }
  checkOptions(path, system.options, { ...PROCESS, ...ENDPOINT }, problems);
  if (isEndpoint(system.options)) checkEndpoint(path, system.options, problems);
  else checkProcess(path, system.options, systems, problems);
  checkDefaults(path, system.options, problems);
  const { tls } = system.options;
  if (tls !== undefined && checkOptions(`${path}.tls`, tls, TLS, problems))
    checkTls(`${path}.tls`, system, tls, problems);
}

function checkEndpoint(path: string, options: EndpointOptions, problems: Problems): void {
  const { url, socket, allowRemote } = options;
  checkBoolean(`${path}.allowRemote`, allowRemote, problems);
  checkUrl(`${path}.url`, url, allowRemote === true || socket !== undefined, problems);
  if (socket !== undefined && !(typeof socket === 'string' && isAbsolute(socket)))
    problems.add(`${path}.socket`, `${shown(socket)} is not an absolute path`, "write such as '/run/api.sock'");
  const hint = 'give url for what already runs, or command for what Seatrial is to start';
  for (const name of Object.keys(options).filter((each) => each in PROCESS && !(each in ENDPOINT)))
    problems.add(`${path}.${name}`, `a system with a url takes no '${name}'`, hint);
}

function checkUrl(path: string, url: unknown, allowRemote: boolean, problems: Problems): void {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    problems.add(path, `${shown(url)} is not an http URL`, "write it whole, such as 'http://127.0.0.1:8080'");
  } else if (parsed.href !== `${parsed.origin}/`) {
    const hint = `write '${parsed.origin}', and what follows it in each request`;
    problems.add(path, `'${url}' is more than an address`, hint);
  } else if (!allowRemote && !isLoopback(parsed.hostname)) {
    problems.add(
      path,
      `${parsed.hostname} is not this machine`,
      'load and faults go to loopback only; if that system is yours and may be loaded, add allowRemote: true',
    );
  }
}

function checkProcess(path: string, options: ProcessOptions, systems: readonly System[], problems: Problems): void {
  checkCommand(`${path}.command`, options, systems, problems);
  if (options.env !== undefined) checkEnvironment(`${path}.env`, options.env, systems, problems);
  if (options.envFile !== undefined)
    problems.add(`${path}.envFile`, 'the file was not read', "make the system with system('api', { ... })");
  if (options.cwd !== undefined && typeof options.cwd !== 'string')
    problems.add(`${path}.cwd`, `${shown(options.cwd)} is not text`, "write a folder: cwd: 'server'");
  if (options.instances !== undefined) problems.wholeNumber(`${path}.instances`, options.instances, 1);
  if (options.scheme !== undefined && options.scheme !== 'http' && options.scheme !== 'https')
    problems.add(`${path}.scheme`, `${shown(options.scheme)} is not a scheme`, "write 'http' or 'https'");
  if ('allowRemote' in options)
    problems.add(`${path}.allowRemote`, "a system with a command takes no 'allowRemote'", 'it runs on this machine');
  if ('socket' in options)
    problems.add(`${path}.socket`, "a system with a command takes no 'socket'", 'it is reached at its {port}');
  if (options.user !== undefined) checkUser(`${path}.user`, options.user, problems);
  if (options.ready !== undefined) checkReadiness(`${path}.ready`, options, systems, problems);
}

/** Nobody else may start a program as another user, so nothing would be started. */
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

function checkCommand(path: string, options: ProcessOptions, systems: readonly System[], problems: Problems): void {
  const { command, listens } = options;
  const like = "['node', 'server.js', '--workers', '4']";
  if (listens !== undefined && listens !== false)
    problems.add(path.replace(/command$/, 'listens'), `${shown(listens)} is not false`, 'write false, or leave it out');
  if (!Array.isArray(command) || command.length === 0)
    problems.add(path, 'there is no command', "write program and arguments as a list: ['node', 'server.js']");
  else if (!command.every((part) => typeof part === 'string'))
    problems.add(path, 'a part of the command is not text', `write every part as text: ${like}`);
  else {
    for (const [index, part] of command.entries()) checkPlaceholders(`${path}[${index}]`, part, systems, problems);
    const ports = portsOf(options);
    if (ports.length === 0 && listens === undefined && !namesPort(options))
      problems.add(
        path,
        'nothing tells the command its port',
        "pass {port}: ['node', 'server.js', '--port', '{port}']; if it serves none, add listens: false",
      );
    if (listens === false && ports.includes('port')) {
      const hint = 'take listens out, or {port}; {port:NAME} is for ports that no journey goes to';
      problems.add(path, 'the command is given a {port}, and listens: false says that it serves none', hint);
    }
  }
}

/** A misspelt one is told as such, and not as missing. */
function namesPort({ command, env }: ProcessOptions): boolean {
  const texts: unknown[] = [...command, ...Object.values(env ?? {})];
  return texts.some((text) => typeof text === 'string' && text.includes('{port'));
}

function checkEnvironment(path: string, env: unknown, systems: readonly System[], problems: Problems): void {
  const hint = "write env: { NAME: 'value' }";
  if (typeof env !== 'object' || env === null || Symbol.iterator in env) {
    problems.add(path, `${shown(env)} is not an environment`, hint);
    return;
  }
  for (const [name, value] of Object.entries(env)) {
    // Values may be secrets, so none is shown.
    if (typeof value !== 'string') problems.add(`${path}.${name}`, 'the value is not text', hint);
    else checkPlaceholders(`${path}.${name}`, value, systems, problems);
  }
}

/** Notes what is meant for a placeholder, or for the address of a system, and is none. */
function checkPlaceholders(path: string, text: string, systems: readonly System[], problems: Problems): void {
  for (const { problem, hint } of [...placeholderMistakes(text), ...referenceMistakes(text, systems)])
    problems.add(path, problem, hint);
}

function checkBoolean(path: string, value: unknown, problems: Problems): void {
  if (value !== undefined && typeof value !== 'boolean')
    problems.add(path, `${shown(value)} is neither true nor false`, 'write true, or leave it out');
}

function checkTls(path: string, { options }: System, tls: TlsOptions, problems: Problems): void {
  if (isEndpoint(options) && !String(options.url).startsWith('https:'))
    problems.add(path, `${options.url} does not speak TLS`, 'write the url with https://, or take tls out');
  if (!isEndpoint(options) && options.scheme !== 'https')
    problems.add(path, 'the system speaks http, which has no TLS', "add scheme: 'https' beside tls");
  checkBoolean(`${path}.insecure`, tls.insecure, problems);
  if (tls.serverName !== undefined && typeof tls.serverName !== 'string')
    problems.add(`${path}.serverName`, `${shown(tls.serverName)} is not text`, "write a name: 'api.internal'");
  for (const name of ['ca', 'cert', 'key'] as const) checkPem(`${path}.${name}`, tls[name], problems);
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const [given, missing] = tls.key === undefined ? ['cert', 'key'] : ['key', 'cert'];
    problems.add(path, `${given} is given without ${missing}`, 'a client shows a certificate only with the key to it');
  }
}

function checkPem(path: string, pem: string | URL | undefined, problems: Problems): void {
  const hint = `write the PEM text, an absolute path, or new URL('../file.pem', import.meta.url)`;
  if (pem instanceof URL) {
    if (pem.protocol !== 'file:') problems.add(path, `a ${pem.protocol} URL is not a file`, hint);
  } else if (pem !== undefined && !(typeof pem === 'string' && (isAbsolute(pem) || pem.includes('-----BEGIN '))))
    problems.add(path, 'this is neither PEM nor the absolute path of a file', hint);
}

/** `http://localhost at /run/api.sock`. */
export function placeOf({ url, socket }: EndpointOptions): string {
  return socket === undefined ? url : `${url} at ${socket}`;
}

/** The system in words, without values of its environment, certificates or keys. */
export function describeSystem({ options }: System): string {
  const what = isEndpoint(options) ? `endpoint ${placeOf(options)}` : options.command.join(' ');
  return options.tls?.insecure === true ? `${what} (any certificate is accepted)` : what;
}
