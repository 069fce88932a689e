/**
 * Reads the fields of a JSON object that a person wrote. Every mistake is an Error that says where it is and what belongs there, and never
 * what stands there: it may be a secret.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly where: string;

  /** Refuses what is not an object, and, unless told to let them pass, fields that are not `known`: they are misspelt, and would be missed later. */
  constructor(value: unknown, where: string, known: readonly string[], others: 'refused' | 'ignored' = 'refused') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`${where} must be an object with ${known.join(', ')}.`);
    }
    const unknown = others === 'ignored' ? undefined : Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`${where}: ${unknown} is not known. Known: ${known.join(', ')}.`);
    this.#values = { ...value };
    this.where = where;
  }

  get(name: string): unknown {
    return this.#values[name];
  }

  /** `must` ends the sentence "NAME must be ...". */
  text(name: string, pattern: RegExp, must: string): string {
    const value = this.#values[name];
    if (typeof value !== 'string' || !pattern.test(value)) throw this.mistake(`${name} must be ${must}`);
    return value;
  }

  optionalText(name: string, pattern: RegExp, must: string): string | undefined {
    return this.#values[name] === undefined ? undefined : this.text(name, pattern, must);
  }

  tenant(): string {
    return this.text('tenant', TENANT_PATTERN, TENANT_MUST);
  }

  /** The items of a list that may be missing, each with its place. */
  list(name: string): readonly (readonly [value: unknown, where: string])[] {
    const value = this.#values[name] ?? [];
    if (!Array.isArray(value)) throw this.mistake(`${name} must be an array`);
    return value.map((item: unknown, index) => [item, `${this.where}, ${name}, entry ${index}`]);
  }

  mistake(what: string): Error {
    return new Error(`${this.where}: ${what}.`);
  }
}

/** Throws an Error that names the source and shows nothing of the text. */
export function parseJson(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error(`${source} is not JSON.`);
  }
}

/** Refuses an id that appears twice; `what` begins the sentence about it. */
export function byId<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  what: string,
): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    if (found.has(idOf(item))) throw new Error(`${what} ${idOf(item)} appears twice.`);
    found.set(idOf(item), item);
  }
  return found;
}

export const TENANT_PATTERN = /^[\w.-]{1,64}$/;
export const TENANT_MUST = '1 to 64 letters, digits, dots, dashes or underscores';
