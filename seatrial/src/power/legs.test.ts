import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/options.ts';
import { journey } from '../plan/journey.ts';
import { assemble, type Part } from '../plan/part.ts';
import { load } from '../plan/phases/load.ts';
import { system } from '../plan/systems/system.ts';
import { inOrderOfWorth, legsOf } from './legs.ts';

const systems = [system('api', { command: ['api'] })];
const part = (name: string, ...needs: Part[]): Part => {
  const look = journey(name, async () => undefined);
  const phases = [load(name, look, { users: 1, for: '1s' })];
  return { phases, needs, claims: [claim.checks(look), claim.errors(look, 'count==0')] };
};

test('claims of the same phases are a leg; those about the load generator are in none', () => {
  const assembled = assemble([part('read'), part('write')]);
  const options = { name: 'a', systems, ...assembled, claims: [...assembled.claims, claim.generator()] };
  assert.deepEqual(legsOf(options), [
    { name: 'read', claims: ['checks of read', 'errors of read count==0'] },
    { name: 'write', claims: ['checks of write', 'errors of write count==0'] },
  ]);
});

test('what a leg runs because another part needs it is judged there too', () => {
  const fill = part('fill');
  const [first, second] = legsOf({ name: 'a', systems, ...assemble([fill, part('read', fill)]) });
  assert.deepEqual([first?.name, second?.name], ['fill', 'fill, read']);
  assert.deepEqual(second?.claims, [...(first?.claims ?? []), 'checks of read', 'errors of read count==0']);
});

test('without parts there is one leg, which is the whole trial', () => {
  const { phases, claims } = assemble([part('read'), part('write')]);
  assert.deepEqual(
    legsOf({ name: 'a', systems, phases, claims }).map(({ name }) => name),
    ['read, write'],
  );
});

test('the short leg comes first, and then what has caught most a second', () => {
  const [short, long] = [
    { name: 'short', seconds: 2 },
    { name: 'long', seconds: 4 },
  ];
  const order = (catches: [string, { runs: number; kills: number }][]): string[] =>
    inOrderOfWorth([long, short], new Map(catches)).map(({ name }) => name);
  assert.deepEqual(order([]), ['short', 'long']);
  assert.deepEqual(
    order([
      ['short', { runs: 8, kills: 0 }],
      ['long', { runs: 8, kills: 6 }],
    ]),
    ['long', 'short'],
  );
});
