/** The document is OpenAPI 3.1, and describes exactly what there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApi } from './openapi.ts';
import { RESERVED_NAMES } from './reserved.ts';
import { routes } from './routes.ts';

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(openApi));
  assert.ok(result.valid, JSON.stringify(result.errors));
  assert.equal(validator.version, '3.1');
});

test('it describes every route and no other', () => {
  const described = Object.entries(openApi.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((key) => key !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(described.sort(), routes.map(({ method, path }) => `${method} ${path}`).sort());
});

test('every route begins with a name that no bucket can have', () => {
  for (const { path } of routes) assert.ok(RESERVED_NAMES.includes(path.split('/')[1] ?? ''), path);
});

test('what anybody may do is said to need no credentials, and nothing else is', () => {
  for (const { method, path, access } of routes) {
    const operations = openApi.paths[path as keyof typeof openApi.paths] as Readonly<Record<string, object>>;
    const { security, responses } = operations[method.toLowerCase()] as { security?: unknown[]; responses: object };
    assert.equal(access === 'anybody', security?.length === 0, path);
    assert.equal(access === 'anybody', !('401' in responses), path);
    assert.equal(access === 'admin', '403' in responses, path);
  }
});
