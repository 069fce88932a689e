import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instrument } from './instrument.ts';
import { SERVICE_OPERATORS } from './service-operators.ts';

/** What our operators make of a text, each as the line it changes. */
async function made(text: string): Promise<string[]> {
  const result = await instrument([{ file: 'a.ts', text }]);
  assert.ok(result.ok, JSON.stringify(result));
  const ours = new Set(SERVICE_OPERATORS.map(({ name }) => name));
  return result.mutants
    .filter(({ operator }) => ours.has(operator))
    .map((one) => `${one.operator} ${one.lines.find((line) => line.startsWith('+'))}`);
}

test('an answer that is not waited for', async () => {
  assert.deepEqual(await made('const found = await store.get(key);'), ['DroppedAwait + const found = store.get(key);']);
});

test('a write that is not written through, and who waits for it goes on', async () => {
  assert.deepEqual(await made('fsyncSync(log);'), ['SkippedSync + undefined;']);
  assert.deepEqual(await made('return_(file.sync());'), ['SkippedCall + ;', 'SkippedSync + return_(undefined);']);
  assert.deepEqual(
    await made('const asked = fsync(log, () => done());').then(([first]) => first),
    'SkippedSync + const asked = queueMicrotask(() => done());',
  );
});

test('a call that is left out, but not of what only tells', async () => {
  assert.deepEqual(await made("authorise(caller, 'read');"), ['SkippedCall + ;']);
  assert.deepEqual((await made('await audit(caller);')).sort(), ['DroppedAwait + audit(caller);', 'SkippedCall + ;']);
  assert.deepEqual(await made('log.info(caller); console.log(caller); this.log.warn(caller);'), []);
  assert.deepEqual(await made('class A extends B { constructor() { super(1); } }'), []);
});

test('an error that is told as a success, and a success by another number', async () => {
  assert.deepEqual(await made('const a = [response.writeHead(404), response.status(201)];'), [
    'SwappedStatus + const a = [response.writeHead(200), response.status(201)];',
    'SwappedStatus + const a = [response.writeHead(404), response.status(200)];',
  ]);
  assert.deepEqual(await made('const a = { status: 403, other: 404 };'), [
    'SwappedStatus + const a = { status: 200, other: 404 };',
  ]);
});

test('a limit that lets one more pass', async () => {
  assert.deepEqual(await made('const MAX_KEYS: number = 1000;'), ['LimitOffByOne + const MAX_KEYS: number = 1001;']);
  assert.deepEqual(await made('const tooMany = keys > 1000;'), ['LimitOffByOne + const tooMany = keys > 1001;']);
  assert.deepEqual(await made('const other = 1000; const maxUsers = 1;'), []);
});

test('every mutant is behind a switch, and the sources stay TypeScript', async () => {
  const text = 'export const isOpen = (age: number): boolean => age >= 18;\n';
  const result = await instrument([{ file: 'a.ts', text }]);
  assert.ok(result.ok);
  assert.match(result.files[0]?.text ?? '', /\(age: number\): boolean =>/);
  assert.ok(result.mutants.length >= 4);
  for (const { id } of result.mutants)
    assert.match(result.files[0]?.text ?? '', new RegExp(`stryMutAct_\\w+\\("${id}"\\)`));
});

test('a file that cannot be read as a program is told by its name', async () => {
  const result = await instrument([{ file: 'a.ts', text: 'const = ;' }]);
  assert.match(result.ok ? '' : result.problem, /a\.ts/);
});
