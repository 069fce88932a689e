import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alike } from './alike.ts';

const same = (one: string, other: string): void => assert.equal(alike(one), alike(other));
const differ = (one: string, other: string): void => assert.notEqual(alike(one), alike(other));

test('messages are alike but for long numbers and identifiers', () => {
  same('connect ECONNREFUSED 127.0.0.1:25787', 'connect ECONNREFUSED 127.0.0.1:30112');
  same('order 8b0f-11ee-a1 is gone', 'order 77aa-22bc-04 is gone');
  same('no sku-mk3x9-12-7', 'no sku-mk3x9-13-9');
  differ('status 500', 'status 503');
  differ('Error: the basket is empty at trial.ts:4', 'Error: the basket is empty at trial.ts:9');
  differ('connection refused', 'connection interrupted');
});
