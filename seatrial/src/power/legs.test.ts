import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from '../plan/claims/claim.ts';
import { journey } from '../plan/journey.ts';
import { assemble, type Part } from '../plan/part.ts';
import { load } from '../plan/phases/load.ts';
import { system } from '../plan/systems/system.ts';
import { legsOf, legsToTry } from './legs.ts';

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
    { name: 'the whole trial', claims: assembled.claims.map(({ id }) => id), isWhole: true },
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

const known = (name: string, seconds: number) => ({ name, seconds, claims: [name], proven: [name] });
const namesOf = (legs: readonly { name: string }[]): string[] => legs.map(({ name }) => name);

test('the short leg comes first, and then what has caught most a second', () => {
  const legs = [known('long', 4), known('short', 2)];
  assert.deepEqual(namesOf(legsToTry(legs, new Map())), ['short', 'long']);
  const catches = new Map([
    ['short', { runs: 8, kills: 0 }],
    ['long', { runs: 8, kills: 6 }],
  ]);
  assert.deepEqual(namesOf(legsToTry(legs, catches)), ['long', 'short']);
});

test('what is left after four legs is one run of their claims', () => {
  const legs = [1, 2, 3, 4, 5, 6, 7].map((seconds) => known(`leg ${seconds}`, seconds));
  const claims = [...legs.map(({ name }) => name), 'of a leg that does not reach it'];
  const tried = legsToTry(
    [...legs, { ...known('all', 30), claims, proven: claims.slice(1), isWhole: true }],
    new Map(),
  );
  assert.deepEqual(namesOf(tried), ['leg 1', 'leg 2', 'leg 3', 'leg 4', 'all']);
  assert.deepEqual(tried.at(-1)?.claims, ['leg 5', 'leg 6', 'leg 7']);
  assert.deepEqual(tried.at(-1)?.proven, ['leg 5', 'leg 6', 'leg 7']);
});

test('what only the whole trial reaches is put on it', () => {
  const whole = { ...known('all', 30), isWhole: true as const };
  assert.deepEqual(legsToTry([whole], new Map()), [whole]);
});
