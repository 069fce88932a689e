/** curl, which signs by itself, at what scripts use it for. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absenceOf, type CommandLine, openCommandLine } from './command-line.ts';
import { tryInBothModes } from './modes.ts';
import { credentials } from './store-process.ts';

interface Curl extends CommandLine {
  readonly url: string;
}

const unsigned = 'x-amz-content-sha256: UNSIGNED-PAYLOAD';

tryInBothModes<Curl>('curl', {
  skip: absenceOf('curl'),

  async open(t, store) {
    const { accessKeyId, secretAccessKey } = credentials.alpha;
    const who = ['--user', `${accessKeyId}:${secretAccessKey}`];
    const always = ['--silent', '--show-error', '--aws-sigv4', 'aws:amz:us-east-1:s3', ...who, '--header', unsigned];
    const command = await openCommandLine(t, 'curl', async () => ({ args: always }));
    return { ...command, url: store.url };
  },

  parts: {
    async 'objects are put, read, resumed, asked about, listed and deleted'({ run, plant, folder, url }) {
      const bytes = randomBytes(3_000_000);
      await plant('.', { bytes, begun: bytes.subarray(0, 1_000_000), ship: Buffer.from('ship') });
      await run('--fail', '--request', 'PUT', `${url}/bucket`);
      await run('--fail', '--upload-file', 'bytes', `${url}/bucket/large`);
      await run('--fail', '--upload-file', 'ship', '--header', 'content-type: text/x-ship', `${url}/bucket/a%20%C3%A4`);
      await run('--fail', '--output', 'begun', '--continue-at', '-', `${url}/bucket/large`);
      assert.ok((await readFile(join(folder, 'begun'))).equals(bytes));
      assert.equal(await run('--range', '1-2', `${url}/bucket/a%20%C3%A4`), 'hi');
      const head = await run('--head', `${url}/bucket/a%20%C3%A4`);
      assert.match(head, /^HTTP\/1\.1 200 OK\r$.*^content-length: 4\r$.*^content-type: text\/x-ship\r$/ims);
      assert.match(await run(`${url}/bucket?prefix=l`), /<Key>large<\/Key>/);
      const etag = /^etag: (.*)\r$/im.exec(head)?.[1];
      const status = ['--output', '/dev/null', '--write-out', '%{http_code}'];
      const key = `${url}/bucket/a%20%C3%A4`;
      assert.equal(await run(...status, '--header', `if-none-match: ${etag}`, key), '304');
      assert.equal(await run(...status, '--time-cond', new Date(Date.now() + 60_000).toUTCString(), key), '304');
      assert.equal(await run(...status, '--request', 'DELETE', key), '204');
      assert.equal(await run(...status, key), '404');
    },

    async 'metadata is kept in every alphabet'({ run, plant, url }) {
      await plant('.', { ship: Buffer.from('ship') });
      await run('--fail', '--request', 'PUT', `${url}/alphabets`);
      const meta = ['--header', 'x-amz-meta-ship: Ἀργώ'];
      await run('--fail', '--upload-file', 'ship', ...meta, `${url}/alphabets/ship`);
      assert.match(await run('--head', `${url}/alphabets/ship`), /^x-amz-meta-ship: Ἀργώ\r$/m);
    },

    async 'an upload of unknown length is refused in words: S3 wants to know how long it is'({ run, plant, url }) {
      await plant('.', { piped: Buffer.from('piped') });
      await run('--fail', '--request', 'PUT', `${url}/piped`);
      const answer = await run('--upload-file', 'piped', '--header', 'transfer-encoding: chunked', `${url}/piped/key`);
      assert.match(answer, /<Code>MissingContentLength</);
    },
  },
});
