/** A tour with the AWS command line, the client most people try first. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { credentials, startStoreProcess } from './store-process.ts';

const run = promisify(execFile);
const absent = spawnSync('aws', ['--version']).status !== 0;

test('mb, cp (in parts, too), ls, sync, presign, rm, rb', {
  skip: absent && 'the AWS command line is not installed',
}, async (t) => {
  const store = await startStoreProcess(t);
  const work = join(store.dataDirectory, 'work');
  await mkdir(join(work, 'tree'), { recursive: true });
  const config = join(work, 'config');
  await writeFile(config, '[default]\ns3 =\n  signature_version = s3v4\n  addressing_style = path\n');
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: credentials.alpha.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.alpha.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: config,
    AWS_MAX_ATTEMPTS: '1',
  };
  const aws = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('aws', ['--endpoint-url', store.url, 's3', ...args], { env });
    return stdout.trim();
  };
  const bytes = randomBytes(5_000_000);
  await writeFile(join(work, 'file'), bytes);
  await writeFile(join(work, 'tree', 'ä b'), 'small');
  await aws('mb', 's3://tour');
  await aws('cp', '--quiet', join(work, 'file'), 's3://tour/folder/file');
  await aws('sync', '--quiet', join(work, 'tree'), 's3://tour/tree');
  assert.match(await aws('ls', 's3://tour'), /PRE folder\/\s+PRE tree\/$/);
  assert.match(await aws('ls', '--recursive', 's3://tour'), /5000000 folder\/file\n.* 5 tree\/ä b$/);
  await aws('cp', '--quiet', 's3://tour/folder/file', 's3://tour/copy');
  await aws('cp', '--quiet', 's3://tour/copy', join(work, 'back'));
  assert.ok((await readFile(join(work, 'back'))).equals(bytes));
  const large = randomBytes(20_000_000);
  await writeFile(join(work, 'large'), large);
  await aws('cp', '--quiet', join(work, 'large'), 's3://tour/large');
  await aws('cp', '--quiet', 's3://tour/large', 's3://tour/large copy');
  await aws('cp', '--quiet', 's3://tour/large copy', join(work, 'large back'));
  assert.ok((await readFile(join(work, 'large back'))).equals(large), 'in parts, there, across and back');
  const presigned = await fetch(await aws('presign', 's3://tour/tree/ä b', '--expires-in', '60'));
  assert.equal(await presigned.text(), 'small');
  await assert.rejects(aws('rb', 's3://tour'), /BucketNotEmpty/);
  await aws('rm', '--quiet', '--recursive', 's3://tour');
  await aws('rb', 's3://tour');
  assert.equal(await aws('ls'), '');
});
