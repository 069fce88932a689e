/** `aws s3api`: operations one by one, as scripts use them. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Aws, isModernAws, openAws } from './aws-command-line.ts';
import { absenceOf } from './command-line.ts';
import { tryInBothModes } from './modes.ts';
import { everydayTree } from './trees.ts';

const partBytes = 8_000_000;

tryInBothModes<Aws>('aws s3api', {
  skip: absenceOf('aws'),
  open: openAws,
  parts: {
    async 'an upload in parts, by hand, from beginning to end'({ api, plant, folder }) {
      const large = everydayTree()['large.bin'] ?? Buffer.alloc(0);
      const pieces = [0, 1, 2].map((index) => large.subarray(index * partBytes, (index + 1) * partBytes));
      await plant('pieces', Object.fromEntries(pieces.map((bytes, index) => [`${index + 1}`, bytes])));
      await api('create-bucket', '--bucket', 'parts');
      const about = ['--bucket', 'parts', '--key', 'a b'];
      const { UploadId } = (await api('create-multipart-upload', ...about)) ?? {};
      const upload = [...about, '--upload-id', `${UploadId}`];
      const stored = await Promise.all(
        pieces.map((_, index) =>
          api('upload-part', ...upload, '--part-number', `${index + 1}`, '--body', `pieces/${index + 1}`),
        ),
      );
      const listed = await api('list-parts', ...upload, '--query', 'Parts[].Size');
      assert.deepEqual(listed, pieces.map(({ length }) => length)); // biome-ignore format: one line
      const Parts = stored.map((part, index) => ({ PartNumber: index + 1, ETag: part?.ETag }));
      const whole = await api('complete-multipart-upload', ...upload, '--multipart-upload', JSON.stringify({ Parts }));
      assert.match(`${whole?.ETag}`, /^"[0-9a-f]{32}-3"$/);
      assert.equal((await api('get-object', ...about, '--part-number', '2', 'second'))?.PartsCount, 3);
      assert.ok((await readFile(join(folder, 'second'))).equals(pieces[1] ?? Buffer.alloc(0)));
      await api('get-object', ...about, '--range', 'bytes=7999990-8000009', 'seam');
      assert.ok((await readFile(join(folder, 'seam'))).equals(large.subarray(7_999_990, 8_000_010)));
    },
  },

  once: {
    async 'versions are kept, listed, read and deleted'({ api, plant, folder }) {
      await plant('versions', { one: Buffer.from('one'), two: Buffer.from('two') });
      await api('create-bucket', '--bucket', 'versions');
      await api('put-bucket-versioning', '--bucket', 'versions', '--versioning-configuration', 'Status=Enabled');
      const about = ['--bucket', 'versions', '--key', 'key'];
      const one = await api('put-object', ...about, '--body', 'versions/one', '--tagging', 'colour=red');
      await api('put-object', ...about, '--body', 'versions/two');
      const marker = await api('delete-object', ...about);
      assert.equal(marker?.DeleteMarker, true);
      await assert.rejects(api('head-object', ...about), /404/);
      const old = [...about, '--version-id', `${one?.VersionId}`];
      await api('get-object', ...old, 'old');
      assert.equal(await readFile(join(folder, 'old'), 'utf8'), 'one');
      assert.deepEqual((await api('get-object-tagging', ...old))?.TagSet, [{ Key: 'colour', Value: 'red' }]);
      const counts = '[length(Versions), length(DeleteMarkers)]';
      assert.deepEqual(await api('list-object-versions', '--bucket', 'versions', '--query', counts), [2, 1]);
      await api('delete-object', ...about, '--version-id', `${marker?.VersionId}`);
      assert.equal((await api('head-object', ...about))?.ContentLength, 3);
    },

    async 'documents of buckets are put, shown and deleted'({ api, url }) {
      const on = ['--bucket', 'documents'];
      await api('create-bucket', ...on);
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::documents' }] }; // biome-ignore format: one line
      await api('put-bucket-policy', ...on, '--policy', JSON.stringify(policy));
      assert.equal((await fetch(`${url}/documents`)).status, 200);
      assert.deepEqual(JSON.parse(`${(await api('get-bucket-policy', ...on))?.Policy}`), policy);
      const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://page.example'] }];
      await api('put-bucket-cors', ...on, '--cors-configuration', JSON.stringify({ CORSRules }));
      assert.deepEqual(await api('get-bucket-cors', ...on), { CORSRules });
      const Rules = [{ ID: 'old', Filter: { Prefix: 'logs/' }, Status: 'Enabled', Expiration: { Days: 3 } }];
      await api('put-bucket-lifecycle-configuration', ...on, '--lifecycle-configuration', JSON.stringify({ Rules }));
      assert.partialDeepStrictEqual(await api('get-bucket-lifecycle-configuration', ...on), { Rules });
      await api('delete-bucket-policy', ...on);
      await assert.rejects(api('get-bucket-policy', ...on), /NoSuchBucketPolicy/);
      await assert.rejects(api('put-bucket-encryption', ...on, '--server-side-encryption-configuration', 'Rules=[{ApplyServerSideEncryptionByDefault={SSEAlgorithm=AES256}}]'), /NotImplemented/); // biome-ignore format: one line
    },

    async 'lists go on page by page, many are deleted at once, and writes can be conditional'({ run, api, plant }) {
      const file = Buffer.from('file');
      await plant('many', { 'a b': file, 'ä/1': file, 'ä/2': file });
      const on = ['--bucket', 'many'];
      await api('create-bucket', ...on);
      await run('s3', 'cp', '--recursive', 'many', 's3://many');
      const keys = await api('list-objects-v2', ...on, '--page-size', '1', '--query', 'Contents[].Key');
      assert.deepEqual(keys, ['a b', 'ä/1', 'ä/2']);
      const rolled = await api('list-objects-v2', ...on, '--delimiter', '/', '--query', 'CommonPrefixes[].Prefix');
      assert.deepEqual(rolled, ['ä/']);
      if (isModernAws()) {
        const create = ['put-object', ...on, '--key', 'a b', '--body', 'many/a b', '--if-none-match', '*'];
        await assert.rejects(api(...create), /PreconditionFailed/);
      }
      const ETag = (await api('head-object', ...on, '--key', 'a b'))?.ETag;
      await assert.rejects(api('head-object', ...on, '--key', 'a b', '--if-none-match', `${ETag}`), /304/);
      const Objects = ['a b', 'ä/1', 'ä/2'].map((Key) => ({ Key }));
      const all = ['--delete', JSON.stringify({ Objects }), '--query', 'Deleted[].Key'];
      assert.deepEqual(await api('delete-objects', ...on, ...all), ['a b', 'ä/1', 'ä/2']);
      await api('delete-bucket', ...on);
    },
  },
});
