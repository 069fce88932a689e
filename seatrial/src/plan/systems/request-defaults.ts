/**
 * What every request to a system carries: its `headers`, and its `auth` as an `Authorization` header. Values of `auth`, and
 * of headers whose names say so, are secrets: they are taken out of evidence and looked for in the system's output.
 */
import { isSecretName, ORDINARY } from '../../std/secret-names.ts';
import { credentialsIn } from '../../std/sent-credentials.ts';
import { shown } from '../../std/shown.ts';
import { checkOptions, isPlain } from '../options.ts';
import type { Problems } from '../problems.ts';
import type { ResolvedSystem } from './resolved.ts';
import { AUTH, type RequestDefaults } from './system.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const CREDENTIAL = /^(?:proxy-)?authorization$/i;

type ResolvedDefaults = Pick<ResolvedSystem, 'headers' | 'credentials'>;

/**
 * The headers that can be sent, and what is secret in them; notes every mistake. Values may be secrets, so none is shown.
 * @example resolveDefaults('systems[0]', 'api', { auth: { bearer: 'abc' } }, problems).headers // { Authorization: 'Bearer abc' }
 */
export function resolveDefaults(
  path: string,
  system: string,
  given: RequestDefaults,
  problems: Problems,
): ResolvedDefaults {
  const { headers: written = {}, auth } = given;
  const headers = resolveHeaders(`${path}.headers`, written, auth !== undefined, problems);
  const named = Object.entries(headers).flatMap(([header, value]) =>
    tellsSecret(header)
      ? secretsIn(header, value).map((each) => ({ name: `${header} of ${system}`, value: each }))
      : [],
  );
  const login = auth === undefined ? null : resolveAuth(`${path}.auth`, auth, problems);
  if (login === null) return { headers, credentials: named };
  const own = login.secrets.map((value) => ({ name: `auth of ${system}`, value }));
  return { headers: { ...headers, Authorization: login.sent }, credentials: [...named, ...own] };
}

/** Whether a header of that name holds a secret. */
export function tellsSecret(header: string): boolean {
  return CREDENTIAL.test(header) || isSecretName(header);
}

/** The secrets in a header: its value, the value without its first word, and the parts of it. A cookie may hold a plain word, such as a language. */
function secretsIn(header: string, value: string): string[] {
  const bare = value.replace(/^[A-Za-z]+ +/, '');
  const held = credentialsIn('/', `${header}: ${value}\r\n`);
  return [...new Set([value, bare, ...held.filter((each) => CREDENTIAL.test(header) || !ORDINARY.test(each))])];
}

function resolveHeaders(
  path: string,
  headers: unknown,
  hasAuth: boolean,
  problems: Problems,
): Readonly<Record<string, string>> {
  const hint = "write headers: { 'X-Tenant': 'acme' }";
  if (!isPlain(headers)) {
    problems.add(path, `${shown(headers)} is not a set of headers`, hint);
    return {};
  }
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    if (!NAME.test(name)) problems.add(path, `${shown(name)} cannot name a header`, hint);
    else if (text === null) problems.add(`${path}.${name}`, 'the value is neither text nor a number', hint);
    else if (/[\r\n\0]/.test(text))
      problems.add(`${path}.${name}`, 'the value has characters that no header may have', 'take line ends and NUL out');
    else texts[name] = text;
    if (hasAuth && name.toLowerCase() === 'authorization')
      problems.add(`${path}.${name}`, 'auth sends an Authorization header as well', 'give one of them');
  }
  return texts;
}

/** The header's value, and what in it is secret; null where it is no way to log in. */
function resolveAuth(path: string, auth: unknown, problems: Problems): { sent: string; secrets: string[] } | null {
  const hint = "write auth: { bearer: token }, or { user: 'ada', password }";
  if (!checkOptions(path, auth, AUTH, problems)) return null;
  const given = auth as Readonly<Record<string, unknown>>;
  const names = Object.keys(given).filter((name) => name in AUTH);
  if (names.toSorted().join() !== 'bearer' && names.toSorted().join() !== 'password,user') {
    const problem = names.length === 0 ? 'nothing says how to log in' : `${names.join(' and ')} is not a way to log in`;
    problems.add(path, problem, hint);
    return null;
  }
  for (const name of names)
    if (typeof given[name] !== 'string' || given[name] === '' || /[\r\n\0]/.test(given[name]))
      problems.add(`${path}.${name}`, 'the value is not text that can be sent', hint);
  const { bearer, user, password } = given;
  if (typeof user === 'string' && user.includes(':'))
    problems.add(`${path}.user`, 'a user of Basic authentication has no colon', hint);
  if (typeof bearer === 'string') return { sent: `Bearer ${bearer}`, secrets: [bearer] };
  if (typeof user !== 'string' || typeof password !== 'string') return null;
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return { sent: `Basic ${basic}`, secrets: [password, basic] };
}
