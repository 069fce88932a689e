/** The command line: what goes wrong at a start is said in a sentence, without a stack trace, and with exit code 1. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verifyApiKey } from '@seatrial/service-identity';
import { newApiKeyText } from '../src/api-key.ts';
import { parseCredentials } from '../src/auth/credentials.ts';
import { readOptions } from '../src/options.ts';
import { credentialsJson, startStoreProcess } from './store-process.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('mistakes are told in a sentence', async (t) => {
  const store = await startStoreProcess(t);
  const directory = mkdtempSync(join(tmpdir(), 'object-store-command-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const bad = join(directory, 'bad.json');
  writeFileSync(bad, '[{"accessKeyId":"key","secretAccessKey":"geheimnis!","tenant":""}]');
  const port = new URL(store.url).port;
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['--port', port, '--data', directory], /Port \d+ on 127\.0\.0\.1 is already in use/],
    [['--port', '0', '--data', store.dataDirectory], /is in use by another object store/],
    [['--port', '0', '--data', directory, '--credentials', bad], /entry 0: tenant must be/],
    [['--port', '0', '--data', directory, '--defect', 'none'], /no defect named 'none'/],
    [['--prot', '0'], /--prot/],
    [['api-key'], /tenant must be/],
  ];
  for (const [args, message] of cases) {
    const env = { ...process.env, OBJECT_STORE_CREDENTIALS: credentialsJson() };
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8', timeout: 60_000 });
    assert.equal(status, 1, args.join(' '));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at |geheimnis/);
  }
});

test('an option that is wrong is named', () => {
  const directory = tmpdir();
  for (const [args, message] of [
    [['--port', 'x', '--data', directory], /--port must be a number/],
    [['--port', '0'], /--data must name a folder/],
    [['--port', '0', '--data', directory, '--credentials', '/nowhere'], /\/nowhere cannot be read/],
  ] as const)
    assert.throws(() => readOptions(args, { OBJECT_STORE_CREDENTIALS: credentialsJson() }), message);
  assert.throws(() => newApiKeyText(['--tenant', 'alpha', '--root']), /--root/);
});

test('a new API key is shown with an entry for the credentials document that lets its holder in', () => {
  const { stdout, status } = spawnSync(process.execPath, [main, 'api-key', '--tenant', 'gamma'], { encoding: 'utf8' });
  assert.equal(status, 0);
  const [, key = '', , entry = ''] = stdout.split('\n');
  const { apiKeys } = parseCredentials(JSON.stringify({ apiKeys: [JSON.parse(entry)] }), 'the printed entry');
  const identified = verifyApiKey(apiKeys, key.replace('X-Api-Key: ', ''));
  assert.deepEqual(identified, { kind: 'known', caller: { tenant: 'gamma', roles: [] } });
});
