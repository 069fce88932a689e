/**
 * The rules of the house, held against the whole repository. Each check is one file in tidy/ and has tests of its own;
 * a failure names the place, what is wrong there, and what to do instead.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { any } from './tidy/any.ts';
import { borders } from './tidy/borders.ts';
import { cycles } from './tidy/cycles.ts';
import { deadFiles } from './tidy/dead-files.ts';
import { directions } from './tidy/directions.ts';
import { headers } from './tidy/headers.ts';
import { homonyms } from './tidy/homonyms.ts';
import { leftovers } from './tidy/leftovers.ts';
import { names } from './tidy/names.ts';
import { parse } from './tidy/parse.ts';
import { places } from './tidy/places.ts';
import { processUse } from './tidy/process.ts';
import { readRepository } from './tidy/repository.ts';
import { servicePackages } from './tidy/rooms.ts';
import { sizes } from './tidy/sizes.ts';
import { clean } from './tidy/testing/clean.ts';
import { wall } from './tidy/wall.ts';

const tracked = readRepository();
const sources = parse(tracked.filter(({ path }) => /\.(ts|mts|mjs)$/.test(path)));

test('there is something to check', () => assert.ok(sources.some(({ path }) => path === 'seatrial/src/std/units.ts')));

test('imports follow the way of the data', () => clean(directions(sources)));
test('judges and reports touch nothing', () => clean(wall(sources)));
test('packages meet at public entries', () => clean(borders(sources)));
test('packages of services declare the libraries that they may import', () => {
  const declared = new Map(
    tracked.flatMap(({ path, text }) => {
      const name = /^service\/([^/]+)\/package\.json$/.exec(path)?.[1];
      if (name === undefined) return [];
      const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
      return [[name, Object.keys(dependencies).filter((library) => !library.startsWith('@seatrial/'))]];
    }),
  );
  assert.deepEqual(declared, new Map(servicePackages));
});
test('no import cycles', () => clean(cycles(sources)));
test('every file says what it is', () => clean(headers(sources)));
test('files and functions are small', () => clean(sizes(sources)));
test('files are named for concepts', () => clean(names(sources)));
test('a package gives a name to one thing', () => clean(homonyms(sources)));
test('no type any', () => clean(any(sources)));
test('nothing is left for later', () => clean(leftovers(sources)));
test('only programs touch the process', () => clean(processUse(sources)));
test('no dead files', () => clean(deadFiles(sources)));
test('no machine is named', () => clean(places(tracked)));
