import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownPlace } from './place.ts';

const here = 'http://127.0.0.1:80/orders/17?a=1';

for (const [what, location, place] of [
  ['a path', '/login', '/login'],
  ['a path beside the one asked for', 'new', '/orders/new'],
  ['the names of a query, without what they say', '/login?next=/orders/17&error=1&n17=3', '/login?error&next'],
  ['ids', '/orders/4711/lines/9', '/orders/:id/lines/:id'],
  ['what may be a secret', '/reset/abcdefghijklmnopqrstuvwxyz', '/reset/:id'],
  ['the same origin', 'http://127.0.0.1:80/a', '/a'],
  ['another origin', 'https://127.0.0.1/a#b', 'https://127.0.0.1/a'],
  ['what is no URL', 'http://[', 'no URL'],
] as const)
  test(`a redirect leads to a place: ${what}`, () => assert.equal(shownPlace(location, here), place));
