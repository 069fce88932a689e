/**
 * From the TLS words of a plan to texts that a connection can use. Files are read when they are needed and not when the
 * plan is checked: a system may make its own certificates as it starts. No text or path of them is ever evidence.
 */
import { readFileSync } from 'node:fs';
import type { TlsOptions } from '../../plan/systems/system.ts';

export interface TlsTexts {
  ca?: string;
  cert?: string;
  key?: string;
  serverName?: string;
  rejectUnauthorized?: boolean;
}

/** Throws a sentence when a file cannot be read. */
export function readTls({ ca, cert, key, serverName, insecure }: TlsOptions): TlsTexts {
  return {
    ...(ca !== undefined && { ca: pemOf('ca', ca) }),
    ...(cert !== undefined && { cert: pemOf('cert', cert) }),
    ...(key !== undefined && { key: pemOf('key', key) }),
    ...(serverName !== undefined && { serverName }),
    ...(insecure === true && { rejectUnauthorized: false }),
  };
}

function pemOf(name: string, pem: string | URL): string {
  if (typeof pem === 'string' && pem.includes('-----BEGIN ')) return pem;
  try {
    return readFileSync(pem, 'utf8');
  } catch (error) {
    throw new Error(`the file of tls.${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
