/**
 * What every request to a system carries: its `headers`, and its `auth` as an `Authorization` header. Values of `auth`, and
 * of headers whose names say so, are secrets: they are taken out of evidence and looked for in the system's output.
 */
import { isSecretName, ORDINARY } from '../../std/secret-names.ts';
import { credentialsIn } from '../../std/sent-credentials.ts';
import { shown } from '../../std/shown.ts';
import { checkOptions, isPlain } from '../options.ts';
import type { Problems } from '../problems.ts';
import { AUTH, type RequestDefaults, type System } from './system.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const CREDENTIAL = /^(?:proxy-)?authorization$/i;

/**
 * The headers by their names.
 * @example defaultHeaders({ auth: { bearer: 'abc' } }) // { Authorization: 'Bearer abc' }
 */
export function defaultHeaders({ headers = {}, auth }: RequestDefaults): Readonly<Record<string, string>> {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  if (auth === undefined) return texts;
  const value = 'bearer' in auth ? `Bearer ${auth.bearer}` : `Basic ${basic(auth.user, auth.password)}`;
  return { ...texts, Authorization: value };
}

/** What of it is secret, with what evidence calls it. */
export function secretDefaults({ name: system, options }: System): { name: string; value: string }[] {
  const { headers = {}, auth } = options;
  const telling = Object.entries(headers).filter(([name]) => CREDENTIAL.test(name) || isSecretName(name));
  const named = telling.flatMap(([header, value]) => {
    const name = `${header} of ${system}`;
    const written = String(value);
    const bare = written.replace(/^[A-Za-z]+ +/, '');
    const held = credentialsIn('/', `${header}: ${written}\r\n`);
    // A cookie may hold a word, such as a language.
    const values = [written, bare, ...held.filter((each) => CREDENTIAL.test(header) || !ORDINARY.test(each))];
    return [...new Set(values)].map((each) => ({ name, value: each }));
  });
  if (auth === undefined) return named;
  const name = `auth of ${system}`;
  const values = 'bearer' in auth ? [auth.bearer] : [auth.password, basic(auth.user, auth.password)];
  return [...named, ...values.map((value) => ({ name, value }))];
}

/** Notes what cannot be sent. Values may be secrets, so none is shown. */
export function checkDefaults(path: string, { headers, auth }: RequestDefaults, problems: Problems): void {
  if (headers !== undefined) checkHeaders(`${path}.headers`, headers, auth !== undefined, problems);
  if (auth !== undefined) checkAuth(`${path}.auth`, auth, problems);
}

function checkHeaders(path: string, headers: unknown, hasAuth: boolean, problems: Problems): void {
  const hint = "write headers: { 'X-Tenant': 'acme' }";
  if (!isPlain(headers)) {
    problems.add(path, `${shown(headers)} is not a set of headers`, hint);
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) problems.add(path, `${shown(name)} cannot name a header`, hint);
    else if (typeof value !== 'string' && typeof value !== 'number')
      problems.add(`${path}.${name}`, 'the value is neither text nor a number', hint);
    else if (/[\r\n\0]/.test(String(value)))
      problems.add(`${path}.${name}`, 'the value has characters that no header may have', 'take line ends and NUL out');
    if (hasAuth && name.toLowerCase() === 'authorization')
      problems.add(`${path}.${name}`, 'auth sends an Authorization header as well', 'give one of them');
  }
}

function checkAuth(path: string, auth: unknown, problems: Problems): void {
  const hint = "write auth: { bearer: token }, or { user: 'ada', password }";
  if (!checkOptions(path, auth, AUTH, problems)) return;
  const given = auth as Readonly<Record<string, unknown>>;
  const names = Object.keys(given).filter((name) => name in AUTH);
  if (names.toSorted().join() !== 'bearer' && names.toSorted().join() !== 'password,user') {
    problems.add(
      path,
      names.length === 0 ? 'nothing says how to log in' : `${names.join(' and ')} is not a way to log in`,
      hint,
    );
    return;
  }
  for (const name of names)
    if (typeof given[name] !== 'string' || given[name] === '' || /[\r\n\0]/.test(given[name]))
      problems.add(`${path}.${name}`, 'the value is not text that can be sent', hint);
  if (typeof given.user === 'string' && given.user.includes(':'))
    problems.add(`${path}.user`, 'a user of Basic authentication has no colon', hint);
}

function basic(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
