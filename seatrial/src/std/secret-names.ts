/**
 * Whether a name says that its value is a secret: of environment variables, and of arguments. Names are read in words, so that
 * `KEYBOARD_LAYOUT` and `GIT_AUTHOR_NAME` say nothing.
 */

const ANYWHERE = /secret|token|passw|passphrase|credential|api_?key|access_?key|private_?key/i;
const AS_A_WORD = /(?:^|[_-])(?:key|pass|pwd|pat|dsn|jwt|auth|session|private|cookie)\d*(?:[_-]|$)/i;

/** @example isSecretName('DB_PASS') // true; isSecretName('KEYBOARD') // false */
export function isSecretName(name: string): boolean {
  return ANYWHERE.test(name) || AS_A_WORD.test(name);
}

/** What the shell of a desktop sets under such names: sockets and kinds of session, no secrets. */
const OF_A_DESKTOP = /^(?:SSH_AUTH_SOCK|XDG_SESSION_|DBUS_SESSION_|DESKTOP_SESSION|GPG_KEY|TERM_SESSION_ID)/;

/** Values of inherited variables whose names say that they are secret, and passwords of URLs in any; paths are none. */
export function secretsInherited(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isSecret = isSecretName(name) && !OF_A_DESKTOP.test(name) && !value.startsWith('/');
    return [...(isSecret ? [value] : []), ...passwordsInUrl(value)];
  });
}

/** Values of arguments with telling names: `--password=x`, and `--password` followed by `x`. */
export function secretArguments(command: readonly string[]): string[] {
  return command.flatMap((part, index) => {
    const [, name = '', value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(part) ?? [];
    if (name === '' || !isSecretName(name)) return [];
    const next = command[index + 1];
    const given = value ?? (next?.startsWith('-') ? undefined : next);
    return given === undefined || given.startsWith('/') || given.startsWith('{') ? [] : [given];
  });
}

/** Letters alone or digits alone, with marks between them, of fewer than twelve characters: a word, a name, a number. */
export const ORDINARY = /^(?=.{1,11}$)(?:[\p{L}\W_]*|[\d\W_]*)$/u;

/**
 * The password of a URL, as it was written and as it is meant. None where the URL has none, or one that stands in any text:
 * to hide `postgres` of `postgres://postgres:postgres@db` would cut holes into every line.
 */
export function passwordsInUrl(text: string): string[] {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]*)@/i.exec(text)?.[1];
  const password = authority?.slice(authority.indexOf(':') + 1);
  if (authority?.includes(':') !== true || !password || ORDINARY.test(password) || password.includes('{')) return [];
  try {
    return [...new Set([password, decodeURIComponent(password)])];
  } catch {
    return [password];
  }
}
