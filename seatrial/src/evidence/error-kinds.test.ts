import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfError } from './error-kinds.ts';
import type { Cause } from './records.ts';

const isSame = (cause: Cause, one: string, other: string): boolean =>
  kindOfError({ cause, example: one }) === kindOfError({ cause, example: other });

test('what a journey threw is told apart by message and line, but not by identifiers', () => {
  const thrown = (one: string, other: string): boolean => isSame('journey threw', one, other);
  assert.ok(thrown('Error: order 4711 is gone at trial.ts:4', 'Error: order 4712 is gone at trial.ts:4'));
  assert.ok(thrown('no sku-mk3x9-12-7', 'no sku-mk3x9-13-9'));
  assert.ok(!thrown('Error: gone at trial.ts:4', 'Error: gone at trial.ts:9'));
  assert.ok(!thrown('Error: gone', 'Error: sold'));
});

test('answers are told apart by status and not by body, connections not by port', () => {
  assert.ok(isSame('status 5xx', 'status 500: pid 1', 'status 500: pid 22'));
  assert.ok(!isSame('status 5xx', 'status 500: pid 1', 'status 503: pid 1'));
  assert.ok(isSame('refused', 'no connection: ECONNREFUSED 127.0.0.1:2', 'no connection: ECONNREFUSED 127.0.0.1:3'));
});
