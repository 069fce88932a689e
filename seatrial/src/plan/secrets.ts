/**
 * The secrets of a plan: those it names, what it logs in to systems with, and values of a system's environment, headers or
 * command whose names say so. All
 * are taken out of evidence; those that are surely meant are also looked for in the systems' own output.
 */
import { isSecretName, passwordsInUrl, secretArguments } from '../std/secret-names.ts';
import { shown } from '../std/shown.ts';
import type { Problems } from './problems.ts';
import { secretDefaults } from './systems/request-defaults.ts';
import { isEndpoint, type System } from './systems/system.ts';

/** A secret and what evidence calls it; its value is in no record. */
export interface DeclaredSecret {
  readonly name: string;
  readonly value: string;
}

/** What `secrets` of a plan may be: values, or values by names of their own. */
export type SecretsOption = readonly string[] | Readonly<Record<string, string>>;

/** Values below this are not looked for: so short a text stands anywhere. */
export const SHORTEST_SECRET = 6;

/** More instances than this have no values of their own. */
const MOST_INSTANCES = 1000;
/** `DB_PASSWORD` and `apiKeys` name secrets; `TOKEN_TTL` and `KEY_FILE` name something about one. */
const ENDS_TELLING =
  /(?:secret|token|passw[a-z]*|passphrase|credential|(?:api|access|private)_?key|(?:^|[_-])(?:key|pass|pwd|jwt))s?[_-]?\d*$/i;
/** Paths and URLs say where a secret lies, and placeholders are filled in later. */
const NO_VALUE = /^[.~]?\.?\/|^[a-z]+:\/\/[^@]*$|\{(?:port|dir)[^}]*\}/i;

/** Everything that must not reach evidence. */
export function hiddenValues(secrets: SecretsOption, systems: readonly System[]): string[] {
  const named = environments(systems).filter(({ key }) => isSecretName(key));
  const commands = systems.map(({ options }) => (isEndpoint(options) ? [] : options.command));
  const urls = [...environments(systems).map(({ value }) => value), ...commands.flat()].flatMap(urlsIn);
  return [
    ...Object.values(secrets),
    ...[...named, ...systems.flatMap(secretDefaults)].map(({ value }) => value),
    ...commands.flatMap(secretArguments),
    ...urls.flatMap(passwordsInUrl),
  ];
}

/** What is looked for in the output of every system. */
export function declaredSecrets(secrets: SecretsOption, systems: readonly System[]): DeclaredSecret[] {
  const listed = Array.isArray(secrets);
  const own = Object.entries(secrets).map(([key, value]) => ({ name: listed ? `secrets[${key}]` : key, value }));
  const named = environments(systems)
    .filter(({ key, value }) => ENDS_TELLING.test(key) && !NO_VALUE.test(value))
    .flatMap(({ key, value, system, instances }) => {
      const values = new Set(Array.from({ length: instances }, (_, i) => value.replaceAll('{instance}', `${i + 1}`)));
      return [...values].map((filled) => ({ name: `${key} of '${system}'`, value: filled }));
    });
  const passwords = environments(systems).flatMap(({ key, value, system }) =>
    passwordsInUrl(value).map((password) => ({ name: `password in ${key} of '${system}'`, value: password })),
  );
  return [...own, ...named, ...passwords, ...systems.flatMap(secretDefaults)].filter(
    ({ value }) => typeof value === 'string' && value.length >= SHORTEST_SECRET,
  );
}

/** `--database=postgres://...` has a URL too. */
function urlsIn(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [text, text.slice(text.indexOf('=') + 1)];
}

/** An empty one is a secret that is not set here, and none. */
export function checkSecrets(secrets: SecretsOption, problems: Problems): void {
  for (const [key, value] of Object.entries(secrets)) {
    const path = Array.isArray(secrets) ? `secrets[${key}]` : `secrets.${key}`;
    if (typeof value !== 'string')
      problems.add(path, `${shown(value)} is not text`, 'write the value that must not be seen');
    else if (value !== '' && value.length < SHORTEST_SECRET) {
      const hint = `use one of at least ${SHORTEST_SECRET} characters, or take it out of the list`;
      problems.add(path, `a secret of ${value.length} characters cannot be told from other text`, hint);
    }
  }
}

function environments(systems: readonly System[]) {
  return systems.flatMap(({ name: system, options }) => {
    if (isEndpoint(options)) return [];
    const { env, instances = 1 } = options;
    const texts = Object.entries(env ?? {}).filter(([, value]) => typeof value === 'string');
    return texts.map(([key, value]) => ({ key, value, system, instances: Math.min(instances, MOST_INSTANCES) }));
  });
}
