/** Throwaway certificates for tests, made by openssl; tests skip where it is absent. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** False where certificates can be made, else why not: what a test gives as `skip`. */
export const noOpenssl = hasOpenssl() ? false : 'openssl is not installed';

/** Writes `NAME.pem` and `NAME.key` for 127.0.0.1 and api.example, signed by `issuer`, or by itself. */
export function certify(folder: string, name: string, issuer?: string): void {
  const file = (suffix: string): string => join(folder, suffix);
  const signed = issuer === undefined ? [] : ['-CA', file(`${issuer}.pem`), '-CAkey', file(`${issuer}.key`)];
  const names = issuer === undefined ? [] : ['-addext', 'subjectAltName=DNS:api.example,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const out = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), '-subj', `/CN=${name}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...out, ...signed, ...names], { stdio: 'pipe' });
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
