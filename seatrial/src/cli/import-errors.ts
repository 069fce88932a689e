/**
 * Why a plan file cannot be imported, for the person who wrote it: what is wrong, where, and what to write instead. Plans
 * run as they are, so what other tools compile away (imports without an ending, enums, decorators) has a hint of its own.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { INSTALL } from './install.ts';

type Told = [problem: string, hint: string];

const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];

/** What Node says of TypeScript that it cannot run by removing types, and what to write in its place. */
const COMPILED: readonly (readonly [RegExp, string])[] = [
  [/enum is not supported/, "no enums: write const colour = { red: 'red' } as const"],
  [/parameter property/, 'no parameter properties: declare the field, and assign it in the constructor'],
  [/namespace|module declaration/, 'no namespaces: put it into a file of its own, and import that'],
  [/import equals|export assignment/, "no import x = require('x'): write import x from 'x'"],
];

/** @param path of the plan file, absolute. */
export function whyNot(error: unknown, path: string): Told {
  if (!(error instanceof Error)) return [`it throws ${inspect(error)}`, 'a plan only describes; fix what it throws'];
  const { code } = error as NodeJS.ErrnoException;
  const message = error.message.split('\n')[0] ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND') return notFound(message);
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT')
    return [near(message), "import one of its files, such as './shop/index.ts'"];
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') return belowModules(message, path);
  if (message.includes('does not provide an export'))
    return [message, 'fix the import: that module exports no such name; a type is imported by import type { ... }'];
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return ['it is no TypeScript or JavaScript', 'name a plan, such as trial.ts'];
  if (message.includes('outside a module')) {
    return [
      'its package.json says it is a CommonJS module',
      `call the plan ${basename(path).replace(/\.ts$/, '.mts')}, or set "type": "module" there`,
    ];
  }
  const place = placeOf(error, path);
  if (error instanceof SyntaxError || code?.includes('TYPESCRIPT')) {
    return [`${place}it does not parse: ${message}`, syntaxHint(error, message)];
  }
  return [`${place}it throws ${error.name}: ${message}`, runHint(message)];
}

/** A package, a file that is not there, or one that is there under the same name with an ending. */
function notFound(message: string): Told {
  const [, missing = ''] = /^Cannot find module '(.+?)' imported/.exec(message) ?? [];
  const bare = missing.slice(0, missing.length - extname(missing).length);
  const found = [...ENDINGS.map((ending) => missing + ending), ...ENDINGS.map((ending) => bare + ending)].find(
    existsSync,
  );
  if (message.startsWith("Cannot find package 'seatrial'"))
    return ['seatrial is not installed in this folder, and is on no registry', INSTALL];
  if (missing === '' || found === undefined) {
    return [near(message), 'install the package, or fix the path of the import'];
  }
  const name = found.slice(dirname(missing).length + 1);
  return [near(message), `write the file's own ending: '.../${name}'; plans run as they are, so nobody adds it`];
}

function belowModules(message: string, path: string): Told {
  const [, file = path] = /for "(.+)"$/.exec(message) ?? [];
  const what = `${relative('.', file)} is TypeScript below node_modules, which Node does not run`;
  const hint =
    file === path
      ? 'move the plan out of node_modules'
      : 'import JavaScript from there, or move that file out of node_modules';
  return [what, hint];
}

function syntaxHint({ stack = '', code }: NodeJS.ErrnoException, message: string): string {
  const compiled = COMPILED.find(([pattern]) => pattern.test(message))?.[1];
  const hint = /^\s*@\w/m.test(stack) ? 'no decorators: call the function yourself' : compiled;
  if (hint === undefined && code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'look at this line, and for a bracket, brace or quote that is not closed before it';
  return `TypeScript runs by removing its types, so ${hint ?? 'no enums, no namespaces, no decorators'}`;
}

function runHint(message: string): string {
  if (/^__(dirname|filename) is not defined/.test(message)) return 'write import.meta.dirname or import.meta.filename';
  if (/^require is not defined/.test(message)) return "write import x from 'x': a plan is an ES module";
  return 'a plan only describes; fix what it throws';
}

/** Paths as a person in this folder writes them. */
function near(message: string): string {
  return message.replaceAll(/(?<=['\s])\/[^'\s]+/g, (path) => {
    const short = relative('.', path);
    return short.startsWith('..') ? basename(path) : short;
  });
}

/** `line 12: ` where the stack names the plan file, else the first file it names: `shop.ts line 3: `. */
function placeOf(error: Error, path: string): string {
  const places = [...(error.stack ?? '').matchAll(/^(?:.*?file:\/\/)?(\/.+?):(\d+)/gm)];
  const own = places.find(([, file]) => file === path || file === pathToFileURL(path).pathname);
  if (own) return `line ${own[2]}: `;
  const [first] = places;
  return first ? `${relative('.', first[1] ?? '')} line ${first[2]}: ` : '';
}
