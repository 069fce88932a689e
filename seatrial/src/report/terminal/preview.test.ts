import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../../plan/claims/claim.ts';
import { fault } from '../../plan/faults/fault.ts';
import { journey } from '../../plan/journey.ts';
import { load } from '../../plan/phases/load.ts';
import { together } from '../../plan/phases/phase.ts';
import { readBack } from '../../plan/phases/read-back.ts';
import { resolveTrial } from '../../plan/resolve.ts';
import { system } from '../../plan/systems/system.ts';
import { defineTrial } from '../../plan/trial.ts';
import { columns } from '../text/screen-text.ts';
import { previewOf, renderPreview } from './preview.ts';

const shop = system('shop', { command: ['node', 'shop.mjs', '{port}'], instances: 2 });
const mail = system('mail', { url: 'http://127.0.0.1:8025' });
const order = journey('order', async () => {}, { on: shop });

function preview() {
  const resolution = resolveTrial(
    defineTrial({
      name: 'orders',
      systems: [shop, mail],
      phases: [
        load('warm', order, { iterations: 5, users: 1 }),
        together([
          load('day', order, {
            users: 4,
            for: '20s',
            faults: [fault.kill(shop.instance(1), { at: '2s', restartAfter: '1s' })],
          }),
          load('rush', order, { rate: '10/s', for: '5s', startAfter: '18s' }),
        ]),
        readBack('read back', order, async () => {}),
      ],
      claims: [claim.errors(order, 'rate<1%', { weight: 3, abortOnFail: true }), claim.noLostWrites(order)],
    }),
  );
  assert.ok(resolution.ok, JSON.stringify(resolution));
  return previewOf(resolution.plan);
}

test('what would be started, done and claimed, and for how long', () => {
  assert.equal(
    renderPreview(preview(), { colour: false, width: 80 }),
    `
  orders
  about 23s of load, 1 phase of iterations, reading back, 3 claims.

  would start
    shop  2 instances: node shop.mjs {port}
    mail  nothing: it attaches to the endpoint http://127.0.0.1:8025

  would do
    warm       order · 5 iterations by 1 user
    day        order · 4 users for 20s
               kill shop 1 at 2s, restart after 1s
    rush       order · 10/s for 5s, 18s after the start, at the same time
    read back  order · every acknowledged write, by 8 users

  would claim
    errors of order rate<1%, weight 3, ends the trial when it is broken
      phase 'warm' begins at most 5 iterations, and rate<1% takes 299 requests
      or steps to show: unless each makes 60 requests, this cannot be proven
    no acknowledged write of order is lost
    shop stays up
`,
  );
});

test('a claim about kept data without a phase that reads back is told what the plan lacks', () => {
  const phases = [load('day', order, { users: 4, for: '20s' })];
  const resolution = resolveTrial(
    defineTrial({ name: 'orders', systems: [shop], phases, claims: [claim.noLostWrites(order)] }),
  );
  assert.ok(resolution.ok, JSON.stringify(resolution));
  const text = renderPreview(previewOf(resolution.plan), { colour: false, width: 80 }).replaceAll(/\s+/g, ' ');
  assert.match(
    text,
    /order is lost no phase reads back 'order', so this will be unproven unless .*; add readBack\(\.\.\.\) shop/,
  );
});

test('a narrow terminal breaks lines between words, and none is cut', () => {
  const text = renderPreview(preview(), { colour: false, width: 60 });
  for (const line of text.split('\n')) assert.ok(columns(line) <= 60, line);
  assert.ok(text.replaceAll(/\s+/g, ' ').includes('10/s for 5s, 18s after the start, at the same time'));
});
