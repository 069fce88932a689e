import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Access } from '../../../../evidence/records.ts';
import type { RequestOptions } from '../../../../plan/protocols/http.ts';
import { browse, serve } from '../../testing/browser.ts';

const strange = { actor: 'amber', owner: 'birch', action: 'read', resource: 'x' };
const own = { ...strange, actor: 'birch' };

/** What was recorded of one request whose answer has this status and body. */
async function accessed(
  t: TestContext,
  access: NonNullable<RequestOptions['access']>,
  { method = 'GET', path = '/x', status = 200, body = '' },
): Promise<Partial<Access>> {
  const { http, accesses } = browse(t, await serve(t, (_, answer) => void answer.writeHead(status).end(body)));
  await http.request(method, path, { access, json: {} });
  return accesses[0] as Partial<Access>;
}

test('a stranger who is given nothing, or errors, was not let in for certain', async (t) => {
  const errors = '{"errors":[{"message":"forbidden"}],"data":{"profile":null}}';
  const nothing = [
    { body: '[]' }, // a list that is filtered by who asks
    { body: '' },
    { status: 204 },
    { body: errors },
    { body: errors, method: 'POST' }, // GraphQL
    { body: '{"data":{"profile":null}}', method: 'POST' },
    { body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32001}}', method: 'POST' },
    { body: '{"items":[],"total":0,"page":1,"pages":0}' }, // a page of a list that is filtered
    { body: '{"success":true,"data":[],"meta":{"page":1,"per_page":20,"totalPages":0}}' },
    { body: '{"data":{"notes":{"totalCount":0,"edges":[],"pageInfo":{"hasNextPage":false}}}}', method: 'POST' },
    { body: '{"success":false,"message":"not found"}' },
    { body: '{"ok":false,"error":"not_found"}', method: 'POST' },
    { body: '{"status":"error","message":"not found"}' },
    { body: '{"found":false}' },
    { body: '{"updated":0}', method: 'PUT' }, // of no row that is the stranger's
    { body: '{"matchedCount":0,"modifiedCount":0,"acknowledged":true}', method: 'PATCH' },
    { body: '{"deleted":false}', method: 'DELETE' },
  ];
  for (const answer of nothing) {
    const { result, why } = await accessed(t, strange, answer);
    assert.equal(result, 'unknown', JSON.stringify(answer));
    assert.match(
      why ?? '',
      /^status 20[04] with .*, which need not be what was asked for: tell by t\.access whether it is$/,
    );
  }
});

test('a stranger who is given something, or whose change was done, got in; an owner may be given nothing', async (t) => {
  const something = [
    { body: 'the profile' },
    { body: '[1]' },
    { body: '{"name":"birch","errors":[],"error":null}' },
    { body: '{"data":{"profile":{"name":"birch"}}}', method: 'POST' },
    { method: 'HEAD' },
    { method: 'DELETE', status: 204 },
    { method: 'PUT', body: '{}' },
    { method: 'PUT', body: '{"updated":1}' },
    { method: 'PUT', body: '{"matchedCount":1,"modifiedCount":0}' }, // what was sent is what was there
    { method: 'PUT', body: '{"error":false}' },
    { method: 'PUT', body: '{"name":"birch","deleted":false}' },
    { body: '{"error":false,"data":{"name":"birch"}}' },
    { body: '{"items":["a"],"total":1,"page":1}' },
    { body: '{"page":1}' }, // how far a reader has come
    { body: '{"tags":[],"age":41}' },
    { body: '{"name":"birch","status":"error"}' },
  ];
  for (const answer of something)
    assert.equal((await accessed(t, strange, answer)).result, 'allowed', JSON.stringify(answer));
  assert.equal((await accessed(t, own, { body: '[]' })).result, 'allowed');
});

test('what an owner was given is kept by its digest, with whether it names the owner or may be a mere state', async (t) => {
  const kept = async (body: string, owner = own): Promise<unknown[]> => {
    const { body: digest, namesOwner, isShort } = await accessed(t, owner, { body });
    return [digest?.length, namesOwner, isShort];
  };
  assert.deepEqual(await kept('the profile of birch'), [16, true, undefined]);
  assert.deepEqual(await kept('{"state":"idle"}'), [16, undefined, true]);
  assert.deepEqual(await kept('x'.repeat(64)), [16, undefined, undefined]);
  assert.deepEqual(await kept('the birches and a birchwood'), [16, undefined, true]);
  assert.deepEqual(await kept('birch'), [undefined, undefined, undefined]);
  assert.deepEqual(await kept('the profile of a 7', { ...own, actor: '7', owner: '7' }), [16, undefined, true]);
  assert.equal((await accessed(t, strange, { body: 'the profile of birch' })).body, undefined);
});

test('the path is kept by its digest, without its query, where somebody got in and where a read met a 404', async (t) => {
  const paths = [];
  for (const path of ['/x?who=birch', '/x', '/y'])
    paths.push((await accessed(t, own, { path, body: 'the profile' })).path);
  assert.equal(paths[0]?.length, 16);
  assert.equal(paths[1], paths[0]);
  assert.notEqual(paths[2], paths[0]);
  assert.equal((await accessed(t, strange, { path: '/x', status: 404 })).path, paths[0]);
  assert.equal((await accessed(t, strange, { path: '/x', status: 404, method: 'PUT' })).path, undefined);
  assert.equal((await accessed(t, strange, { path: '/x', status: 403 })).path, undefined);
});
