/**
 * A system as the digest of its plan covers it. Of secrets it has only the names, of TLS only whether it is checked: secrets
 * and the places of certificates differ from machine to machine, and the plan is the same on all of them.
 */
import { tellsSecret } from './request-defaults.ts';
import type { ResolvedSystem } from './resolved.ts';

/** `secrets`: values that must not show. */
export function bareSystem({ credentials: _, ...system }: ResolvedSystem, secrets: readonly string[]): object {
  const hidden = (texts: Readonly<Record<string, string>>, isSecret: (name: string) => boolean): object =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, secrets.includes(text) || isSecret(name) ? null : text]),
    );
  const login = /^(?:Bearer|Basic) /.exec(system.headers.Authorization ?? '')?.[0];
  const headers = { ...hidden(system.headers, tellsSecret), login };
  const tls = system.tls && { insecure: system.tls.insecure === true };
  return system.kind === 'processes'
    ? { ...system, headers, tls, env: hidden(system.env, () => false) }
    : { ...system, headers, tls };
}
