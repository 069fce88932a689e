/** rclone at its everyday work, as an S3 provider of no name; Debian's rclone 1.60 is what is tried. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { clientOf } from './clients.ts';
import { absenceOf, type CommandLine, openCommandLine } from './command-line.ts';
import { tryInBothModes } from './modes.ts';
import { credentials } from './store-process.ts';
import { everydayTree, seen, sight, unicodeName } from './trees.ts';

interface Rclone extends CommandLine {
  /** For what rclone leaves behind only when it is interrupted. */
  readonly sdk: S3Client;
}

tryInBothModes<Rclone>('rclone', {
  skip: absenceOf('rclone', 'version'),

  async open(t, store) {
    const command = await openCommandLine(t, 'rclone', async (folder) => {
      const config = join(folder, 'config');
      const { accessKeyId, secretAccessKey } = credentials.alpha;
      const access = `access_key_id = ${accessKeyId}\nsecret_access_key = ${secretAccessKey}\nendpoint = ${store.url}`;
      const inParts = 'upload_cutoff = 8M\nchunk_size = 5M\ncopy_cutoff = 8M';
      await writeFile(config, `[store]\ntype = s3\nprovider = Other\n${access}\n${inParts}\n`);
      return { args: ['--config', config, '--retries', '1', '--low-level-retries', '1'] };
    });
    return { ...command, sdk: clientOf(t, store, 'alpha') };
  },

  parts: {
    async 'buckets are made, listed and removed'({ run }) {
      await run('mkdir', 'store:made');
      assert.match(await run('lsd', 'store:'), / made$/m);
      await run('mkdir', 'store:made');
      await run('copyto', 'config', 'store:made/file');
      await assert.rejects(run('rmdir', 'store:made'), /BucketNotEmpty/);
      await run('purge', 'store:made');
      assert.doesNotMatch(await run('lsd', 'store:'), / made$/m);
      await assert.rejects(run('ls', 'store:made'), /directory not found/);
    },

    async 'a folder goes there and back with everything in it, hashes agree, and deletions follow'(client) {
      const { run, plant, folder } = client;
      const { empty = Buffer.alloc(0), ...rest } = everydayTree();
      const there = await plant('tree', { ...rest, empty });
      await run('mkdir', 'store:synced');
      await run('sync', there, 'store:synced/tree');
      await run('check', there, 'store:synced/tree');
      await run('check', '--download', there, 'store:synced/tree');
      const back = join(folder, 'back');
      await run('sync', '--fast-list', 'store:synced/tree', back);
      assert.deepEqual(await seen(back), await seen(there));
      await rm(join(there, 'empty'));
      await plant('tree', { new: Buffer.from('new') });
      await assert.rejects(run('check', there, 'store:synced/tree'), /2 differences found/);
      await run('sync', there, 'store:synced/tree');
      await run('sync', 'store:synced/tree', back);
      assert.deepEqual(await seen(back), sight({ ...rest, new: Buffer.from('new') }));
      assert.equal(await run('lsf', '--recursive', '--files-only', '--include', '*.txt', 'store:synced/tree/folder'), (await seen(join(there, 'folder'))).map((line) => line.replace(/ \d+ \w+$/, '')).join('\n')); // biome-ignore format: one line
      assert.match(await run('size', 'store:synced'), /Total size: .*\(20000026 Byte\)/);
      await run('delete', '--include', '*.txt', 'store:synced');
      assert.equal(await run('lsf', '--recursive', '--files-only', 'store:synced'), 'tree/large.bin\ntree/new');
    },

    async 'single objects are copied, moved and described, whole and in parts'({ run, plant }) {
      const large = everydayTree()['large.bin'] ?? Buffer.alloc(0);
      await plant('single', { large, [unicodeName]: Buffer.from('unicode') });
      await run('copyto', `single/${unicodeName}`, 'store:single/a b');
      await run('copyto', 'store:single/a b', 'store:single/copy ü');
      await run('moveto', 'store:single/copy ü', `store:single/${unicodeName}`);
      await run('copyto', 'single/large', 'store:single/large');
      await run('moveto', 'store:single/large', 'store:single/moved');
      assert.equal(await run('lsf', '--recursive', '--files-only', 'store:single'), `a b\n${unicodeName}\nmoved`);
      const hash = await run('md5sum', 'single/large');
      assert.equal((await run('md5sum', '--download', 'store:single/moved')).split(' ')[0], hash.split(' ')[0]);
      assert.equal((await run('md5sum', 'store:single/moved')).split(' ')[0], hash.split(' ')[0], 'kept as metadata');
      const [described] = JSON.parse(await run('lsjson', '--metadata', 'store:single/moved'));
      assert.equal(described.Size, 20_000_000);
      await run('copyto', '--metadata', '--metadata-set', 'colour=red', '--header-upload', 'Cache-Control: max-age=60', 'config', 'store:single/described'); // biome-ignore format: one line
      const [told] = JSON.parse(await run('lsjson', '--metadata', 'store:single/described'));
      assert.equal(told.Metadata.colour, 'red');
      await run('touch', '--timestamp', '2020-01-02T03:04:05', 'store:single/described');
      assert.match(await run('lsl', 'store:single/described'), / 2020-01-02 03:04:05/);
    },

    async 'ranges are the bytes they name'({ run, plant }) {
      const text = Array.from({ length: 400_000 }, (_, index) => `line ${index}\n`).join('');
      await plant('ranges', { text: Buffer.from(text) });
      await run('copy', 'ranges', 'store:ranges');
      assert.equal(await run('cat', '--offset', '5', '--count', '1', 'store:ranges/text'), '0');
      assert.equal(await run('cat', '--tail', '7', 'store:ranges/text'), '399999');
      const offset = text.indexOf('line 300000\n');
      const some = await run('cat', '--offset', `${offset}`, '--count', '100000', 'store:ranges/text');
      assert.equal(some, text.slice(offset, offset + 100_000).trim());
    },

    async 'versions are kept, shown, read, and cleaned up'({ run, plant, folder }) {
      await run('mkdir', 'store:versions');
      assert.equal(await run('backend', 'versioning', 'store:versions', 'Enabled'), 'Enabled');
      for (const text of ['one', 'two', 'three']) {
        await plant('versions', { file: Buffer.from(text) });
        await run('copyto', '--ignore-times', 'versions/file', 'store:versions/file');
        if (text === 'two') await sleep(1100); // rclone asks for versions by the second.
      }
      const old = (await run('lsf', '--s3-versions', 'store:versions')).split('\n');
      assert.match(old.join(), /^file,file-v[^,]+,file-v[^,]+$/);
      const texts = await Promise.all(old.map((name) => run('cat', '--s3-versions', `store:versions/${name}`)));
      assert.deepEqual(texts.sort(), ['one', 'three', 'two']);
      await run('deletefile', 'store:versions/file');
      assert.equal(await run('lsf', 'store:versions'), '');
      await run('copy', '--s3-versions', 'store:versions', 'restored');
      assert.equal((await seen(join(folder, 'restored'))).length, 3);
      await run('backend', 'cleanup-hidden', 'store:versions');
      assert.equal(await run('lsf', '--s3-versions', 'store:versions'), '');
      await run('rmdir', 'store:versions');
    },
  },

  once: {
    async 'links are good for a while, and for whoever has them'({ run, plant }) {
      await plant('linked', { [unicodeName]: Buffer.from('linked') });
      await run('copy', 'linked', 'store:linked');
      const link = await run('link', '--expire', '60s', `store:linked/${unicodeName}`);
      assert.equal(await (await fetch(link)).text(), 'linked');
      assert.equal((await fetch(link.split('?')[0] ?? '')).status, 403);
    },

    async 'unfinished uploads are listed and cleaned up'({ run, sdk }) {
      await run('mkdir', 'store:unfinished');
      await sdk.send(new CreateMultipartUploadCommand({ Bucket: 'unfinished', Key: 'a b' }));
      const uploads = async () => JSON.parse(await run('backend', 'list-multipart-uploads', 'store:unfinished'));
      assert.deepEqual((await uploads()).unfinished.map(({ Key }: { Key: string }) => Key), ['a b']); // biome-ignore format: one line
      await run('backend', 'cleanup', '--option', 'max-age=0s', 'store:unfinished');
      assert.deepEqual((await uploads()).unfinished, []);
    },
  },
});
