/** Checks the systems of a plan: names, commands, readiness, addresses. */
import { isAbsolute } from 'node:path';
import { isLoopback } from '../std/host.ts';
import { shown } from '../std/shown.ts';
import { parseDuration } from '../std/units.ts';
import { checkOptions } from './options.ts';
import { placeholderMistakes } from './placeholders.ts';
import type { Problems } from './problems.ts';
import {
  ENDPOINT,
  type EndpointOptions,
  isEndpoint,
  PROCESS,
  type ProcessOptions,
  READINESS,
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
  for (const [index, system] of systems.entries()) checkSystem(`systems[${index}]`, system, problems);
}

function checkSystem(path: string, system: System, problems: Problems): void {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(system.name)) {
    problems.add(`${path}.name`, `'${system.name}' cannot name a system`, 'use letters, digits, dots and dashes');
  }
  checkOptions(path, system.options, { ...PROCESS, ...ENDPOINT }, problems);
  if (isEndpoint(system.options)) checkEndpoint(path, system.options, problems);
  else checkProcess(path, system.options, problems);
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

function checkProcess(path: string, options: ProcessOptions, problems: Problems): void {
  checkCommand(`${path}.command`, options, problems);
  if (options.env !== undefined) checkEnvironment(`${path}.env`, options.env, problems);
  if (options.cwd !== undefined && typeof options.cwd !== 'string')
    problems.add(`${path}.cwd`, `${shown(options.cwd)} is not text`, "write a folder: cwd: 'server'");
  if (options.instances !== undefined) problems.wholeNumber(`${path}.instances`, options.instances, 1);
  if (options.scheme !== undefined && options.scheme !== 'http' && options.scheme !== 'https')
    problems.add(`${path}.scheme`, `${shown(options.scheme)} is not a scheme`, "write 'http' or 'https'");
  if ('allowRemote' in options)
    problems.add(`${path}.allowRemote`, "a system with a command takes no 'allowRemote'", 'it runs on this machine');
  if ('socket' in options)
    problems.add(`${path}.socket`, "a system with a command takes no 'socket'", 'it is reached at its {port}');
  if (options.ready !== undefined) checkReadiness(`${path}.ready`, options.ready, problems);
}

function checkCommand(path: string, { command, env }: ProcessOptions, problems: Problems): void {
  const like = "['node', 'server.js', '--workers', '4']";
  if (!Array.isArray(command) || command.length === 0)
    problems.add(path, 'there is no command', "write program and arguments as a list: ['node', 'server.js']");
  else if (!command.every((part) => typeof part === 'string'))
    problems.add(path, 'a part of the command is not text', `write every part as text: ${like}`);
  else {
    for (const [index, part] of command.entries()) checkPlaceholders(`${path}[${index}]`, part, problems);
    const texts: unknown[] = [...command, ...Object.values(env ?? {})];
    if (!texts.some((text) => typeof text === 'string' && text.includes('{port')))
      problems.add(
        path,
        'nothing tells the command its port',
        "pass {port}: ['node', 'server.js', '--port', '{port}']",
      );
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

function checkReadiness(path: string, ready: unknown, problems: Problems): void {
  if (!checkOptions(path, ready, READINESS, problems)) return;
  const { http, log, within } = ready as Partial<Record<keyof typeof READINESS, unknown>>;
  const hint = "write ready: { http: '/health' } or { log: 'listening' }";
  if ((http === undefined) === (log === undefined))
    problems.add(
      path,
      http === undefined ? 'nothing says when it is ready' : 'http and log contradict each other',
      hint,
    );
  for (const [name, value] of Object.entries({ http, log }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      problems.add(`${path}.${name}`, `${shown(value)} is not text`, hint);
  if (within !== undefined) problems.take(`${path}.within`, parseDuration(within));
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
  const hint = `write the PEM text, an absolute path, or new URL('./file.pem', import.meta.url)`;
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
