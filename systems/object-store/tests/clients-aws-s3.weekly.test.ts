/** `aws s3`, the client most people try first, at its everyday work. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Aws, openAws } from './aws-command-line.ts';
import { absenceOf } from './command-line.ts';
import { tryInBothModes } from './modes.ts';
import { everydayTree, seen, sight, unicodeName } from './trees.ts';

tryInBothModes<Aws>('aws s3', {
  skip: absenceOf('aws'),
  open: openAws,
  parts: {
    async 'a folder goes there and back with everything in it'({ run, plant, folder }) {
      const there = await plant('tree', everydayTree());
      await run('s3', 'mb', 's3://whole');
      await run('s3', 'sync', there, 's3://whole/tree');
      assert.equal(await run('s3', 'sync', there, 's3://whole/tree'), '', 'nothing to do the second time');
      const back = join(folder, 'back');
      await run('s3', 'sync', 's3://whole/tree', back);
      assert.deepEqual(await seen(back), await seen(there));
    },

    async 'single objects are copied, moved, streamed and described'({ run, plant, folder, api, url }) {
      const large = everydayTree()['large.bin'] ?? Buffer.alloc(0);
      await plant('.', { large });
      await run('s3', 'mb', 's3://single');
      await run('s3', 'cp', 'large', 's3://single/a b', '--content-type', 'text/x-ship', '--metadata', 'colour=red', '--cache-control', 'no-cache'); // biome-ignore format: one line
      await run('s3', 'cp', 's3://single/a b', `s3://single/${unicodeName}`);
      await run('s3', 'mv', `s3://single/${unicodeName}`, 's3://single/moved');
      assert.deepEqual((await run('s3', 'ls', '--recursive', 's3://single')).match(/(?<=20000000 ).*$/gm), [
        'a b',
        'moved',
      ]);
      const head = await api('head-object', '--bucket', 'single', '--key', 'a b');
      assert.deepEqual(
        [head?.ContentType, head?.Metadata, head?.CacheControl],
        ['text/x-ship', { colour: 'red' }, 'no-cache'],
      );
      await run('s3', 'cp', 's3://single/moved', 'whole');
      assert.ok((await readFile(join(folder, 'whole'))).equals(large), 'in parts there, across and back');
      await run('s3', 'cp', 'config', 's3://single/public', '--acl', 'public-read');
      const shown = await (await fetch(`${url}/single/public`)).text();
      assert.equal(shown.trim(), await run('s3', 'cp', 's3://single/public', '-'));
      await assert.rejects(run('s3', 'cp', 's3://single/missing', 'nowhere'), /404|does not exist/);
    },
  },

  once: {
    async 'deletions follow from there and from here, and lists show what there is'({ run, plant }) {
      const { empty = Buffer.alloc(0), 'large.bin': _large, ...rest } = everydayTree();
      const there = await plant('changing', { ...rest, empty });
      await run('s3', 'mb', 's3://synced');
      await run('s3', 'sync', there, 's3://synced/tree');
      const back = await plant('changing back', { empty });
      await rm(join(there, 'empty'));
      await plant('changing', { new: Buffer.from('new') });
      await run('s3', 'sync', '--delete', there, 's3://synced/tree');
      await run('s3', 'sync', '--delete', 's3://synced/tree', back);
      assert.deepEqual(await seen(back), sight({ ...rest, new: Buffer.from('new') }));
      assert.match(await run('s3', 'ls', 's3://synced/tr'), /^ *PRE tree\/$/);
      const all = await run('s3', 'ls', '--recursive', '--summarize', 's3://synced/tree/');
      assert.match(all, /3 tree\/new$.*Total Objects: 4$.*Total Size: 26$/ms);
      assert.match(all, new RegExp(` 7 tree/${unicodeName}$`, 'm'));
      await run('s3', 'rm', '--recursive', '--exclude', '*', '--include', '*.txt', 's3://synced/tree');
      assert.deepEqual((await run('s3', 'ls', 's3://synced/tree/')).match(/\S+$/gm), ['new']);
    },

    async 'buckets are made, listed and removed'({ run }) {
      await run('s3', 'mb', 's3://made');
      assert.match(await run('s3', 'ls'), / made$/m);
      await assert.rejects(run('s3', 'mb', 's3://made'), /BucketAlreadyOwnedByYou/);
      await run('s3', 'cp', 'config', 's3://made/folder/file');
      await assert.rejects(run('s3', 'rb', 's3://made'), /BucketNotEmpty/);
      await run('s3', 'rb', '--force', 's3://made');
      assert.doesNotMatch(await run('s3', 'ls'), / made$/m);
      await assert.rejects(run('s3', 'ls', 's3://made'), /NoSuchBucket/);
    },

    async 'presigned URLs are good for whoever has them'({ run, plant }) {
      await plant('presigned', { [unicodeName]: Buffer.from('presigned') });
      await run('s3', 'mb', 's3://presigned');
      await run('s3', 'cp', '--recursive', 'presigned', 's3://presigned');
      const url = await run('s3', 'presign', `s3://presigned/${unicodeName}`, '--expires-in', '60');
      assert.equal(await (await fetch(url)).text(), 'presigned');
      assert.equal((await fetch(url.replace('folder', 'another'))).status, 403);
    },
  },
});
