/** What is said of a part that is well, degraded, broken or silent, and what the log hears of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { PartChecks } from './health.ts';

const heard = () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push((JSON.parse(line) as { health: string }).health) });
  return { lines, log };
};

test('a failure is degraded when the service says so, and failing otherwise', async () => {
  const { log } = heard();
  const checks = new PartChecks(log, (error) => (error instanceof RangeError ? 'It is full.' : undefined));
  const fail = (error: Error) => checks.check('disk', () => Promise.reject(error));
  assert.deepEqual(await checks.check('disk', async () => 7, 'It is being emptied.'), {
    health: { name: 'disk', status: 'ok', detail: 'It is being emptied.' },
    found: 7,
  });
  assert.deepEqual((await fail(new RangeError('no space'))).health, {
    name: 'disk',
    status: 'degraded',
    detail: 'It is full.',
  });
  const { health, found } = await fail(new Error('secret of the disk'));
  assert.deepEqual(health, { name: 'disk', status: 'failing', detail: 'It does not answer as it should.' });
  assert.equal(found, undefined);
});

test('the log hears of a change once', async () => {
  const { lines, log } = heard();
  const checks = new PartChecks(log);
  for (const well of [true, false, false, true, true])
    await checks.check('database', () => (well ? Promise.resolve() : Promise.reject(new Error('gone'))));
  assert.deepEqual(lines, ['failing', 'ok']);
});

test('a part that hangs is failing, and is not asked again before it has answered', async () => {
  const { log } = heard();
  const checks = new PartChecks(log);
  const hanging = Promise.withResolvers<void>();
  let asked = 0;
  const check = (): Promise<void> => {
    asked += 1;
    return hanging.promise;
  };
  const [first, second] = await Promise.all([checks.check('database', check), checks.check('database', check)]);
  assert.match(first.health.detail, /^It did not answer within \d+ ms\.$/);
  assert.equal(second.health.status, 'failing');
  assert.equal(asked, 1);
  hanging.resolve();
  assert.equal((await checks.check('database', check)).health.status, 'ok');
});
