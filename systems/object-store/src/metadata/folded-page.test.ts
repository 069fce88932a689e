/** Pages of listings, compared with a listing made by folding and sorting everything in memory; property-based, over rows in an array. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questions } from '@seatrial/service-sql';
import fc from 'fast-check';
import { type Fetch, foldedPage, type Place } from './folded-page.ts';
import type { ListQuery } from './interface/objects.ts';

interface Item {
  readonly key: string;
  readonly tie: number;
}

const inOrder = (a: Item, b: Item): number => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.tie - b.tie;

function fetchFrom(items: readonly Item[], fetched: { rows: number }): Fetch {
  const rows = [...items].sort(inOrder).map(({ key, tie }) => ({ key: Buffer.from(key), tie, row: {} }));
  return function* ({ key, tie }: Place, limit) {
    const page = rows
      .filter((row) => {
        const order = row.key.compare(key);
        return order > 0 || (order === 0 && (tie === undefined || row.tie > Number(tie)));
      })
      .slice(0, limit);
    fetched.rows += page.length;
    return page;
  };
}

/** Nothing here asks a database. */
function result<T>(questions: Questions<T>): T {
  const step = questions.next();
  assert.ok(step.done === true);
  return step.value;
}

/** What the items of a listing are by definition: everything under the prefix, folded, without repetition, in order. */
function itemsByDefinition(items: readonly Item[], query: Omit<ListQuery, 'limit'>): string[] {
  const names = [...items]
    .sort(inOrder)
    .filter(({ key }) => key.startsWith(query.prefix))
    .map(({ key, tie }) => {
      const at = query.delimiter === '' ? -1 : key.indexOf(query.delimiter, query.prefix.length);
      return at < 0 ? { name: key, text: `${key} ${tie}` } : foldedName(key.slice(0, at + query.delimiter.length));
    })
    .filter(({ name }) => query.after === '' || Buffer.compare(Buffer.from(name), Buffer.from(query.after)) > 0);
  return [...new Set(names.map(({ text }) => text))];
}

const foldedName = (name: string) => ({ name, text: `${name} *` });

function itemsByPages(items: readonly Item[], query: ListQuery): string[] {
  const found: string[] = [];
  let after = query.after;
  let tie: Place['tie'];
  for (;;) {
    const page = result(foldedPage(fetchFrom(items, { rows: 0 }), { ...query, after }, tie));
    const rows = page.rows.map((row) => ({ key: row.key.toString(), tie: Number(row.tie), text: '' }));
    const names = [
      ...rows.map(({ key, tie: rowTie }) => ({ key, tie: rowTie, text: `${key} ${rowTie}` })),
      ...page.commonPrefixes.map((key) => ({ key, tie: 0, text: `${key} *` })),
    ];
    assert.ok(names.length <= query.limit, 'a page is not larger than its limit');
    found.push(...names.sort(inOrder).map(({ text }) => text));
    if (page.last === undefined) return found;
    assert.equal(names.length, query.limit, 'only the last page is short');
    after = typeof page.last === 'string' ? page.last : page.last.key.toString();
    tie = typeof page.last === 'string' ? undefined : page.last.tie;
  }
}

const character = fc.constantFrom('a', 'b', '/', '-', '\u0000', 'ü', '\uffff', '🚢', '0');
const text = (maxLength: number) => fc.array(character, { maxLength }).map((parts) => parts.join(''));
const item = fc.record({ key: text(6).filter((key) => key !== ''), tie: fc.integer({ min: 0, max: 3 }) });

test('pages of a listing hold what the definition says, whatever the prefix, delimiter, limit and start', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(item, { maxLength: 40, selector: ({ key, tie }) => `${key} ${tie}` }),
      fc.record({
        prefix: text(2),
        delimiter: fc.oneof(fc.constant('/'), text(2)),
        after: fc.oneof(fc.constant(''), text(4)),
        limit: fc.integer({ min: 1, max: 9 }),
      }),
      (items, query) => {
        assert.deepEqual(itemsByPages(items, query), itemsByDefinition(items, query));
      },
    ),
    { numRuns: 1000 },
  );
});

test('a folder of many keys folds into one item without being read', () => {
  const items = Array.from({ length: 5000 }, (_, index) => ({ key: `folder/${index}`, tie: 0 }));
  const fetched = { rows: 0 };
  const query = { prefix: '', delimiter: '/', after: '', limit: 2 };
  const page = result(foldedPage(fetchFrom([...items, { key: 'next', tie: 0 }], fetched), query));
  assert.deepEqual(page.commonPrefixes, ['folder/']);
  assert.deepEqual(
    page.rows.map(({ key }) => key.toString()),
    ['next'],
  );
  assert.equal(page.last, undefined);
  assert.ok(fetched.rows < 20, `${fetched.rows} rows were read`);
});
