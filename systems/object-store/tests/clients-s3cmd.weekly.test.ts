/** s3cmd at its everyday work, with no more configured than who and where; Debian's s3cmd 2.3 is what is tried. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { absenceOf, type CommandLine, openCommandLine } from './command-line.ts';
import { tryInBothModes } from './modes.ts';
import { credentials } from './store-process.ts';
import { everydayTree, seen, sight, unicodeName } from './trees.ts';

interface S3cmd extends CommandLine {
  readonly url: string;
  /** For what s3cmd leaves behind only when it is interrupted. */
  readonly sdk: S3Client;
}

const policyOf = (bucket: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::${bucket}/*"}]}`;
const cors =
  '<CORSConfiguration><CORSRule><AllowedOrigin>https://page.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>';
const lifecycle =
  '<LifecycleConfiguration><Rule><ID>old</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>';

tryInBothModes<S3cmd>('s3cmd', {
  skip: absenceOf('s3cmd'),

  async open(t, store) {
    const command = await openCommandLine(t, 's3cmd', async (folder) => {
      const config = join(folder, 'config');
      const { accessKeyId, secretAccessKey } = credentials.alpha;
      const host = new URL(store.url).host;
      const access = `access_key = ${accessKeyId}\nsecret_key = ${secretAccessKey}\nuse_https = False`;
      await writeFile(config, `[default]\n${access}\nhost_base = ${host}\nhost_bucket = ${host}\n`);
      return { args: ['--config', config, '--no-progress', '--multipart-chunk-size-mb=5'] };
    });
    return { ...command, url: store.url, sdk: clientOf(t, store, 'alpha') };
  },

  parts: {
    async 'a folder goes there and back with everything in it, and deletions follow'({ run, plant, folder }) {
      const { empty, ...rest } = everydayTree();
      const there = await plant('tree', { ...rest, empty: empty ?? Buffer.alloc(0) });
      await run('mb', 's3://synced');
      await run('sync', `${there}/`, 's3://synced/tree/');
      assert.equal(await run('sync', `${there}/`, 's3://synced/tree/'), '', 'nothing to do the second time');
      const back = join(folder, 'back');
      await run('sync', 's3://synced/tree/', `${back}/`);
      assert.deepEqual(await seen(back), await seen(there));
      await rm(join(there, 'empty'));
      await plant('tree', { new: Buffer.from('new') });
      await run('sync', '--delete-removed', `${there}/`, 's3://synced/tree/');
      await run('sync', '--delete-removed', 's3://synced/tree/', `${back}/`);
      assert.deepEqual(await seen(back), sight({ ...rest, new: Buffer.from('new') }));
      assert.match(await run('ls', 's3://synced/tr'), /DIR {2}s3:\/\/synced\/tree\/$/);
      assert.match(await run('ls', '--recursive', 's3://synced/tree/folder'), new RegExp(`/${unicodeName}$`, 'm'));
      assert.match(await run('du', 's3://synced'), /^ *20000026 +5 objects/);
    },

    async 'single objects are copied, moved, described, changed, streamed and resumed'({ run, plant, folder }) {
      const bytes = everydayTree()['large.bin'] ?? Buffer.alloc(0);
      await plant('.', { large: bytes, begun: bytes.subarray(0, 300_000) });
      await run('mb', 's3://single');
      await run('put', '--mime-type=text/x-ship', '--add-header=x-amz-meta-colour:red', 'large', 's3://single/a b');
      await run('cp', 's3://single/a b', 's3://single/copy ü');
      await run('mv', 's3://single/copy ü', 's3://single/moved');
      assert.deepEqual((await run('ls', 's3://single')).match(/(?<=single\/).*$/gm), ['a b', 'moved']);
      const info = await run('info', 's3://single/moved');
      assert.match(info, /MIME type: text\/x-ship$.*x-amz-meta-colour: red$/ms);
      await run('modify', '--add-header=Cache-Control:max-age=60', 's3://single/a b');
      assert.match(await run('info', 's3://single/a b'), /^ *File size: 20000000$/m);
      await run('get', '--continue', 's3://single/moved', 'begun');
      await run('get', 's3://single/a b', 'whole');
      for (const name of ['begun', 'whole']) assert.ok((await readFile(join(folder, name))).equals(bytes), name);
    },
  },

  once: {
    async 'buckets are made, listed and removed'({ run }) {
      await run('mb', 's3://made');
      assert.match(await run('ls'), / {2}s3:\/\/made$/m);
      await assert.rejects(run('mb', 's3://made'), /409 \(BucketAlreadyOwnedByYou\)/);
      await assert.rejects(run('mb', '--bucket-location=eu-west-1', 's3://abroad'), /IllegalLocationConstraint/);
      await run('put', 'config', 's3://made/file');
      await assert.rejects(run('rb', 's3://made'), /409 \(BucketNotEmpty\)/);
      await run('del', '--recursive', '--force', 's3://made');
      await run('rb', 's3://made');
      assert.doesNotMatch(await run('ls'), /made/);
      await assert.rejects(run('ls', 's3://made'), /does not exist/);
    },

    async 'access control lists and policies open and close'({ run, url }) {
      await run('mb', 's3://opened');
      await run('put', 'config', 's3://opened/file');
      const status = async (): Promise<number> => (await fetch(`${url}/opened/file`)).status;
      assert.equal(await status(), 403);
      await run('setacl', '--acl-public', 's3://opened/file');
      assert.match(await run('info', 's3://opened/file'), /ACL: +\*anon\*: READ/);
      assert.equal(await status(), 200);
      await run('setacl', '--acl-private', '--recursive', 's3://opened');
      assert.equal(await status(), 403);
      await run('put', '--acl-public', 'config', 's3://opened/file');
      assert.equal(await status(), 200);
      await run('put', 'config', 's3://opened/file');
      await assert.rejects(run('setacl', '--acl-grant=read:beta', 's3://opened/file'), /501 \(NotImplemented\)/);
    },

    async 'documents of buckets are put, shown and deleted'({ run, url, folder }) {
      await run('mb', 's3://documents');
      await run('put', 'config', 's3://documents/file');
      await writeFile(join(folder, 'policy'), policyOf('documents'));
      await run('setpolicy', 'policy', 's3://documents');
      assert.equal((await fetch(`${url}/documents/file`)).status, 200);
      await writeFile(join(folder, 'cors'), cors);
      await run('setcors', 'cors', 's3://documents');
      await writeFile(join(folder, 'lifecycle'), lifecycle);
      await run('setlifecycle', 'lifecycle', 's3://documents');
      const info = await run('info', 's3://documents');
      assert.match(
        info,
        /Location: +us-east-1$.*prefix 'logs\/' will expire in '3' day.*"s3:GetObject".*page\.example/ms,
      );
      assert.match(await run('getlifecycle', 's3://documents'), /<ID>old<\/ID>/);
      for (const command of ['delpolicy', 'delcors', 'dellifecycle']) await run(command, 's3://documents');
      assert.match(await run('info', 's3://documents'), /Expiration Rule: none\s+Policy: +none\s+CORS: +none/);
      await run('expire', '--expiry-days=7', '--expiry-prefix=tmp/', 's3://documents');
      assert.match(await run('info', 's3://documents'), /'tmp\/' will expire in '7' day/);
    },

    async 'unfinished uploads are listed and aborted'({ run, sdk }) {
      await run('mb', 's3://unfinished');
      const begun = await sdk.send(new CreateMultipartUploadCommand({ Bucket: 'unfinished', Key: 'a b' }));
      const id = begun.UploadId ?? '';
      assert.match(await run('multipart', 's3://unfinished'), new RegExp(`\\ts3://unfinished/a b\\t${id}$`));
      assert.equal((await run('listmp', 's3://unfinished/a b', id)).split('\n').length, 1, 'the heading, no part');
      await run('abortmp', 's3://unfinished/a b', id);
      assert.doesNotMatch(await run('multipart', 's3://unfinished'), new RegExp(id));
    },

    async 'Signature Version 2, which is all that signurl knows, is refused in words'({ run }) {
      await run('mb', 's3://signed');
      await run('put', 'config', 's3://signed/file');
      const answer = await fetch(await run('signurl', 's3://signed/file', '+60'));
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /Please use AWS4-HMAC-SHA256/);
      await assert.rejects(run('--signature-v2', 'ls'), /Please use AWS4-HMAC-SHA256/);
    },
  },
});
