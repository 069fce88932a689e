/** Checks the systems of a plan: names, commands, readiness, addresses. */
import { isAbsolute } from 'node:path';
import { parseDuration } from '../std/units.ts';
import type { Problems } from './problems.ts';
import { isEndpoint, type ProcessOptions, type System, type TlsOptions } from './system.ts';

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
    problems.add(`${path}.name`, `'${system.name}' can not name a system`, 'use letters, digits, dots and dashes');
  }
  if (isEndpoint(system.options))
    checkUrl(`${path}.url`, system.options.url, system.options.allowRemote === true, problems);
  else checkProcess(path, system.options, problems);
  if (system.options.tls !== undefined) checkTls(`${path}.tls`, system, system.options.tls, problems);
}

function checkUrl(path: string, url: string, allowRemote: boolean, problems: Problems): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    problems.add(path, `'${url}' is not an http URL`, "write it whole, such as 'http://127.0.0.1:8080'");
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

/** Whether a host name is this machine without asking a resolver. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function checkProcess(path: string, options: ProcessOptions, problems: Problems): void {
  if (!Array.isArray(options.command) || options.command.length === 0) {
    problems.add(
      `${path}.command`,
      'there is no command',
      "write program and arguments as a list: ['node', 'server.js']",
    );
  } else if (!options.command.every((part) => typeof part === 'string')) {
    const hint = "write every part as text: ['node', 'server.js', '--workers', '4']";
    problems.add(`${path}.command`, 'a part of the command is no text', hint);
  } else if (
    !options.command.some((part) => part.includes('{port')) &&
    !JSON.stringify(options.env ?? {}).includes('{port')
  ) {
    problems.add(
      `${path}.command`,
      'nothing tells the command its port',
      "pass {port}: ['node', 'server.js', '--port', '{port}']",
    );
  }
  if (options.instances !== undefined) problems.wholeNumber(`${path}.instances`, options.instances, 1);
  if (options.scheme !== undefined && options.scheme !== 'http' && options.scheme !== 'https')
    problems.add(`${path}.scheme`, `'${options.scheme}' is not a scheme`, "write 'http' or 'https'");
  if (options.ready?.within !== undefined) problems.take(`${path}.ready.within`, parseDuration(options.ready.within));
}

function checkTls(path: string, { options }: System, tls: TlsOptions, problems: Problems): void {
  if (isEndpoint(options) && !options.url.startsWith('https:'))
    problems.add(path, `${options.url} does not speak TLS`, 'write the url with https://, or take tls out');
  if (!isEndpoint(options) && options.scheme !== 'https')
    problems.add(path, 'the system speaks http, which has no TLS', "add scheme: 'https' beside tls");
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

/** The system in words, without values of its environment, certificates or keys. */
export function describeSystem({ options }: System): string {
  const what = isEndpoint(options) ? `endpoint ${options.url}` : options.command.join(' ');
  return options.tls?.insecure === true ? `${what} (any certificate is accepted)` : what;
}
