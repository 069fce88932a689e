/**
 * Turns the systems of a plan into what act starts and attaches to, and notes every mistake in them. This is the only place
 * that asks of which kind a system is written.
 */
import { checkOptions, textOr } from '../options.ts';
import type { Problems } from '../problems.ts';
import { checkReferences } from './references.ts';
import { resolveDefaults } from './request-defaults.ts';
import { resolveEndpoint } from './resolve-endpoint.ts';
import { resolveProcesses } from './resolve-processes.ts';
import { type Plain, resolveTls } from './resolve-tls.ts';
import type { ResolvedSystem } from './resolved.ts';
import { ENDPOINT, type EndpointOptions, PROCESS, type ProcessOptions, type System } from './system.ts';

/** The systems in the order of the plan. One with a mistake is filled in as far as it can be read, and must not be started. */
export function resolveSystems(written: readonly System[], problems: Problems): ResolvedSystem[] {
  if (written.length === 0) problems.add('systems', 'the plan names no system', "add one with system('api', { ... })");
  problems.unique(
    'systems',
    written.map(({ name }) => name),
    'system',
  );
  const systems = written.map((system, index) => resolveSystem(`systems[${index}]`, system, problems));
  for (const [index, system] of systems.entries()) checkReferences(`systems[${index}]`, system, systems, problems);
  return systems;
}

function resolveSystem(path: string, { name, options }: System, problems: Problems): ResolvedSystem {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    problems.add(`${path}.name`, `'${name}' cannot name a system`, 'use letters, digits, dots and dashes');
  checkOptions(path, options, { ...PROCESS, ...ENDPOINT }, problems);
  const [own, plain] = isEndpoint(options)
    ? [resolveEndpoint(path, options, problems), plainUrl(options)]
    : [resolveProcesses(path, options, problems), plainScheme(options)];
  const defaults = resolveDefaults(path, name, options, problems);
  const tls = resolveTls(`${path}.tls`, options.tls, plain, problems);
  const what = own.kind === 'endpoint' ? `endpoint ${own.where}` : own.command.join(' ');
  const described = tls?.insecure === true ? `${what} (any certificate is accepted)` : what;
  return { name, described, tls, ...defaults, ...own };
}

/** Why an endpoint speaks plain HTTP, and what to do about it; null where it speaks TLS. */
function plainUrl({ url }: EndpointOptions): Plain | null {
  const hint = 'write the url with https://, or take tls out';
  return textOr(url).startsWith('https:') ? null : { problem: `${textOr(url)} does not speak TLS`, hint };
}

function plainScheme({ scheme }: ProcessOptions): Plain | null {
  const hint = "add scheme: 'https' beside tls";
  return scheme === 'https' ? null : { problem: 'the system speaks http, which has no TLS', hint };
}

function isEndpoint(options: System['options']): options is EndpointOptions {
  return 'url' in options;
}
