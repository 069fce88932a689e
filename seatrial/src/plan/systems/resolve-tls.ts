/** How a system speaks TLS: certificates and keys that can be meant, and none for a system that speaks plain HTTP. */
import { isAbsolute } from 'node:path';
import { shown } from '../../std/shown.ts';
import { checkBoolean, checkOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import { TLS, type TlsOptions } from './system.ts';

/** Why a system speaks plain HTTP, and what to do about it. */
export interface Plain {
  readonly problem: string;
  readonly hint: string;
}

/** Null for plain HTTP. `plain` is null where the system speaks TLS. */
export function resolveTls(
  path: string,
  tls: TlsOptions | undefined,
  plain: Plain | null,
  problems: Problems,
): TlsOptions | null {
  const isGiven = tls !== undefined && checkOptions(path, tls, TLS, problems);
  if (isGiven && plain !== null) problems.add(path, plain.problem, plain.hint);
  if (isGiven) checkTls(path, tls, problems);
  if (plain !== null) return null;
  return isGiven ? tls : {};
}

function checkTls(path: string, tls: TlsOptions, problems: Problems): void {
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
