/** A system that Seatrial attaches to: its address is whole and, unless the plan allows more, on this machine. */
import { isAbsolute } from 'node:path';
import { isLoopback } from '../../std/host.ts';
import { shown } from '../../std/shown.ts';
import { checkBoolean, textOr } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { OwnOf, ResolvedEndpoint } from './resolved.ts';
import { ENDPOINT, type EndpointOptions, PROCESS } from './system.ts';

export function resolveEndpoint(path: string, options: EndpointOptions, problems: Problems): OwnOf<ResolvedEndpoint> {
  const { url, socket, allowRemote } = options;
  checkBoolean(`${path}.allowRemote`, allowRemote, problems);
  checkUrl(`${path}.url`, url, allowRemote === true || socket !== undefined, problems);
  if (socket !== undefined && !(typeof socket === 'string' && isAbsolute(socket)))
    problems.add(`${path}.socket`, `${shown(socket)} is not an absolute path`, "write such as '/run/api.sock'");
  const hint = 'give url for what already runs, or command for what Seatrial is to start';
  for (const name of Object.keys(options).filter((each) => each in PROCESS && !(each in ENDPOINT)))
    problems.add(`${path}.${name}`, `a system with a url takes no '${name}'`, hint);
  const at = socket === undefined ? '' : ` at ${textOr(socket)}`;
  return { kind: 'endpoint', serves: true, url, socket: socket ?? null, where: `${textOr(url)}${at}` };
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
