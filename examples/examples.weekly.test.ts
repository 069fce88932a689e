/** The examples that take longest: a trial of ten seconds and more, and one of a whole object store. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertProven, findingsOf, folder, root, seatrial } from './testing/as-a-user.ts';

test('the first example is what `seatrial new` writes: it runs as it is', async () => {
  const made = await seatrial(['new', '--into', 'first']);
  assert.equal(made.code, 0, made.stderr);
  const run = await seatrial(['run', 'first/trial.ts', '--json']);
  const findings = findingsOf(run);
  assertProven(findings);
  assert.equal(findings.length, 8); // those of the plan, and that the system stays up
  assert.equal(run.code, findings.every(({ verdict }) => verdict === 'proven') ? 0 : 2);
  assert.equal((await seatrial(['verify', 'latest'])).code, 0);
});

test('s3: the template runs against any S3 endpoint', async () => {
  assert.equal((await seatrial(['new', 's3', '--into', 's3'])).code, 0);
  const { store, url } = await startStore();
  try {
    const run = await seatrial(['run', 's3/trial.ts', '--json'], { S3_ENDPOINT: url, S3_BRIEF: '1', ...KEYS });
    const findings = findingsOf(run);
    assertProven(findings);
    assert.ok(findings.some(({ kind }) => kind === 'tenant-isolation'));
  } finally {
    store.kill('SIGTERM');
    await once(store, 'exit');
  }
});

const KEYS = {
  S3_ACCESS_KEY_ID: 'FIRST',
  S3_SECRET_ACCESS_KEY: 'the-first-secret',
  S3_OTHER_ACCESS_KEY_ID: 'OTHER',
  S3_OTHER_SECRET_ACCESS_KEY: 'the-other-secret',
};

/** The object store as somebody else's process: its address is read from what it says of itself. */
function startStore(): Promise<{ store: ChildProcess; url: string }> {
  const credentials = [
    { tenant: 'first', accessKeyId: 'FIRST', secretAccessKey: KEYS.S3_SECRET_ACCESS_KEY },
    { tenant: 'other', accessKeyId: 'OTHER', secretAccessKey: KEYS.S3_OTHER_SECRET_ACCESS_KEY },
  ];
  const program = join(root, 'systems/object-store/src/main.ts');
  const store = spawn(process.execPath, [program, '--port', '0', '--data', join(folder, 'store')], {
    env: { ...process.env, OBJECT_STORE_CREDENTIALS: JSON.stringify(credentials) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    store.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /"url":"([^"]+)"/.exec(said)?.[1];
      if (url !== undefined) resolve({ store, url });
    });
    store.on('exit', () => reject(new Error(`the object store ended: ${said}`)));
  });
}
