/** The little that SQLite spells differently. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translate } from './sqlite-driver.ts';

test('PostgreSQL’s words are translated, and nothing else is', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['SELECT a FROM b WHERE c = $1 AND d = $12', 'SELECT a FROM b WHERE c = ?1 AND d = ?12'],
    ['SELECT a FROM b FOR UPDATE', 'SELECT a FROM b'],
    ['SELECT a FROM b JOIN c ON d\n FOR KEY SHARE OF b', 'SELECT a FROM b JOIN c ON d'],
    ['SELECT a FROM b WHERE c = ANY ($2)', 'SELECT a FROM b WHERE c IN (SELECT value FROM json_each(?2))'],
    [
      'CREATE TABLE a (b BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)',
      'CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)',
    ],
    ['CREATE TABLE a (b BYTEA, c TEXT COLLATE "C" NOT NULL)', 'CREATE TABLE a (b BLOB, c TEXT NOT NULL)'],
  ];
  for (const [text, expected] of cases) assert.equal(translate(text), expected);
});
