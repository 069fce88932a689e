/**
 * The secrets of a plan: those it names, what it logs in to systems with, and values of a system's environment, headers or
 * command whose names say so. All are taken out of evidence, but for what is part of a name of the plan; those that are surely
 * meant are also looked for in the systems' own output.
 */
import { isSecretName, passwordsInUrl, secretArguments } from '../std/secret-names.ts';
import { shown } from '../std/shown.ts';
import type { Problems } from './problems.ts';
import type { NamedSecret, ResolvedSystem } from './systems/resolved.ts';

/** A secret and what evidence calls it; its value is in no record. */
export interface DeclaredSecret extends NamedSecret {
  /** Its name says so, or might, and its value does not: found in a log, it is a doubt and no disproof. */
  readonly guessed?: true;
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
/** A key or a token of such a kind is no secret: `CACHE_KEY`, `STRIPE_PUBLIC_KEY`, `NEXT_PAGE_TOKEN`. */
const OPEN_KIND =
  /(?:^|[_-])(?:public|publishable|pub|anon|site|cache|partition|sort|range|primary|foreign|unique|index|shard|routing|row|object|bucket|file|group|idempotency|dedup|deduplication|lock|lookup|page|next|continuation|pagination|sync|translation|i18n|map|registry)(?:[_-]|$)/i;
const IS_KEY_OR_TOKEN = /(?:key|token)s?[_-]?\d*$/i;
/** Of these kinds, only what is made to be seen is none: `CACHE_API_KEY` is the key of a cache. */
const STRONG_KEY = /(?:api|private|secret)_?(?:access_?)?keys?[_-]?\d*$/i;
const MADE_TO_BE_SEEN = /(?:^|[_-])(?:public|publishable|anon|site)(?:[_-]|$)/i;
/** `APP_KEY` may be anything; an access key is often no more than a user's name. */
const MAY_BE_ANYTHING = /(?:^|[_-])keys?[_-]?\d*$|access_?keys?[_-]?\d*$/i;
/** Marks in the texts of language models: `EOS_TOKEN`, `PAD_TOKEN_ID`. */
const MARK_OF_A_MODEL =
  /(?:^|[_-])(?:eos|bos|eot|pad|stop|unk|cls|sep|mask|special|(?:begin|start|end)(?:_?of_?(?:text|turn|sequence))?)_?tokens?[_-]?\d*$/i;
/** `<|endoftext|>`, `[PAD]`, `</s>`. */
const IN_BRACKETS = /^[<[{][|/]?\p{L}[\p{L}_ -]*\|?[>\]}]$/u;
/** `SUPPORTED_TOKENS`, `MAX_TOKENS`: a list of something, or how many. */
const SEVERAL = /tokens[_-]?\d*$/i;
/** The public address of a contract or an account. */
const ADDRESS_OF_A_CHAIN = /^0x[\da-f]{40}$/i;
/** Words, with a short number at their end: `shop-cache-v2`, `shop-db-credentials`. */
const WORDS = /^\p{L}+(?:[-_. :/]+\p{L}+)*(?:[-_.]?v?\d{1,4})?$/iu;

/** Paths and URLs say where a secret lies, and placeholders are filled in later. */
const NO_VALUE = /^[.~]?\.?\/|^[a-z]+:\/\/[^@]*$|\{(?:port|dir)[^}]*\}/i;

/** The names that stand in all records and in the names of files: of the trial, its systems, phases and journeys. */
export function namesOf({ name, systems, phases }: Named): string[] {
  const names = [
    name,
    ...systems.map((system) => system.name),
    ...phases.flatMap((phase) => [phase.name, phase.subject]),
  ];
  return names.filter((each) => typeof each === 'string'); // the plan may be written without types
}

/** What is part of such a name is no secret: `PROJECT_KEY=orders` beside a system `orders`. */
export function isInName(value: string, names: readonly string[]): boolean {
  return names.some((name) => name.includes(value));
}

/** Everything that must not reach evidence. */
export function hiddenValues(
  secrets: SecretsOption,
  systems: readonly ResolvedSystem[],
  names: readonly string[],
): string[] {
  const named = environments(systems).filter(({ key }) => isSecretName(key));
  const commands = systems.map((system) => (system.kind === 'processes' ? system.command : []));
  const urls = [...environments(systems).map(({ value }) => value), ...commands.flat()].flatMap(urlsIn);
  return [
    ...Object.values(secrets),
    ...[...named, ...systems.flatMap(({ credentials }) => credentials)].map(({ value }) => value),
    ...commands.flatMap(secretArguments),
    ...urls.flatMap(passwordsInUrl),
  ].filter((value) => !isInName(value, names));
}

interface Named {
  readonly name: string;
  readonly systems: readonly { readonly name: string }[];
  readonly phases: readonly { readonly name: string; readonly subject: string }[];
}

/** What is looked for in the output of every system. */
export function declaredSecrets(secrets: SecretsOption, systems: readonly ResolvedSystem[]): DeclaredSecret[] {
  const listed = Array.isArray(secrets);
  const own = Object.entries(secrets).map(([key, value]) => ({ name: listed ? `secrets[${key}]` : key, value }));
  const named = environments(systems)
    .filter(({ key, value }) => ENDS_TELLING.test(key) && !isOpen(key) && !NO_VALUE.test(value))
    .flatMap(({ key, value, system, instances }) => {
      const values = new Set(Array.from({ length: instances }, (_, i) => value.replaceAll('{instance}', `${i + 1}`)));
      return [...values].map((filled) => ({
        name: `${key} of ${system}`,
        value: filled,
        ...(isGuess(key, value) ? { guessed: true as const } : {}),
      }));
    });
  const passwords = environments(systems).flatMap(({ key, value, system }) =>
    passwordsInUrl(value).map((password) => ({
      name: `password in ${key} of ${system}`,
      value: password,
      ...(WORDS.test(password) ? { guessed: true as const } : {}),
    })),
  );
  return [...own, ...named, ...passwords, ...systems.flatMap(({ credentials }) => credentials)].filter(
    ({ value }) => typeof value === 'string' && value.length >= SHORTEST_SECRET,
  );
}

/** Whether a name that ends like that of a secret says that it is none. */
function isOpen(key: string): boolean {
  if (STRONG_KEY.test(key)) return MADE_TO_BE_SEEN.test(key);
  return IS_KEY_OR_TOKEN.test(key) && OPEN_KIND.test(key);
}

function isGuess(key: string, value: string): boolean {
  return (
    WORDS.test(value) ||
    IN_BRACKETS.test(value) ||
    ADDRESS_OF_A_CHAIN.test(value) ||
    MARK_OF_A_MODEL.test(key) ||
    SEVERAL.test(key) ||
    (MAY_BE_ANYTHING.test(key) && !STRONG_KEY.test(key) && !/secret|passw/i.test(key))
  );
}

/** `--database=postgres://...` has a URL too. */
function urlsIn(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [text, text.slice(text.indexOf('=') + 1)];
}

/** An empty one is a secret that is not set here, and none. */
export function checkSecrets(secrets: SecretsOption, names: readonly string[], problems: Problems): void {
  for (const [key, value] of Object.entries(secrets)) {
    const path = Array.isArray(secrets) ? `secrets[${key}]` : `secrets.${key}`;
    if (typeof value !== 'string')
      problems.add(path, `${shown(value)} is not text`, 'write the value that must not be seen');
    else if (value !== '' && value.length < SHORTEST_SECRET) {
      const hint = `use one of at least ${SHORTEST_SECRET} characters, or take it out of the list`;
      problems.add(path, `a secret of ${value.length} characters cannot be told from other text`, hint);
    } else if (value !== '' && isInName(value, names))
      problems.add(path, 'this secret stands in a name of the plan', 'give the system, phase or journey another name');
  }
}

function environments(systems: readonly ResolvedSystem[]) {
  return systems.flatMap((system) => {
    if (system.kind !== 'processes') return [];
    const { name, env } = system;
    const instances = Math.min(system.instances, MOST_INSTANCES);
    return Object.entries(env).map(([key, value]) => ({ key, value, system: name, instances }));
  });
}
