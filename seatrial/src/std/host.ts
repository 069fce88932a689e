/**
 * Hosts by one rule for every protocol: names, IPv4 addresses, and IPv6 addresses with their brackets or without. Pure; no
 * name is looked up.
 */

/** Whether a host is this machine, whatever a resolver says: loopback addresses, `localhost` and names below it (RFC 6761, 6.3). */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host);
  return (
    isLocalName(bare) || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare) || /^::ffff:7f[0-9a-f]{2}:/i.test(bare)
  );
}

/** `::1` of `[::1]`: as sockets want it. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** What to connect to: names below `localhost` are this machine, and not every resolver knows it. */
export function dialledHost(host: string): string {
  const bare = bareHost(host);
  return isLocalName(bare) ? 'localhost' : bare;
}

/** As URLs and `Host` have it: `[::1]:8080`; without a port, `[::1]`. */
export function hostAndPort(host: string, port?: number): string {
  const bare = bareHost(host);
  const name = bare.includes(':') ? `[${bare}]` : bare;
  return port === undefined ? name : `${name}:${port}`;
}

/** The port that a URL of this kind need not name. */
export function defaultPort(secure: boolean): number {
  return secure ? 443 : 80;
}

function isLocalName(bare: string): boolean {
  return /^(?:.+\.)?localhost\.?$/i.test(bare);
}
