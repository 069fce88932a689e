/** Every operation on files, by the store's REST face: whole files up and down, streamed and never held, and what is known about them. */
import { randomBytes } from 'node:crypto';
import { claim, defineTrial, type JourneyContext, journey, load } from 'seatrial';
import { asked, type FilesJob, MEASURED } from './job.ts';

const { job, server } = asked<FilesJob>();
const { apiKey, operation, bytes, ids, times, users } = job;

const BOUNDARY = 'seatrial-bench';
const part = randomBytes(1024 * 1024);
const head = Buffer.from(
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="bench.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`,
);
const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

async function* form(): AsyncGenerator<Buffer> {
  yield head;
  for (let left = bytes; left > 0; left -= part.length) yield part.subarray(0, left);
  yield tail;
}

const common = { headers: { 'x-api-key': apiKey }, name: operation, timeout: '300s' } as const;
let turn = 0;
const nextId = (): string => ids[turn++ % ids.length] ?? '';

const operations: Record<FilesJob['operation'], (t: JourneyContext) => Promise<boolean>> = {
  upload: async (t) => {
    const headers = { ...common.headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
    const body = { stream: form, size: head.length + bytes + tail.length };
    return (await t.http.post('/files', { ...common, headers, body })).status === 201;
  },
  download: async (t) => {
    const { status, size } = await t.http.get(`/files/${nextId()}`, { ...common, into: 'nothing' });
    return status === 200 && size === bytes;
  },
  metadata: async (t) => (await t.http.get(`/files/${nextId()}/metadata`, common)).status === 200,
  list: async (t) => (await t.http.get('/files?page=1&per_page=100', common)).status === 200,
};

const requests = journey(operation, async (t) => {
  t.check('the answer is the one asked for', await operations[operation](t));
});

export default defineTrial({
  name: `${operation} of files`,
  systems: [server],
  phases: [load(MEASURED, requests, { users, iterations: times, for: '5m', gracefulStop: '60s' })],
  claims: [claim.checks(requests), claim.generator()],
  secrets: [apiKey],
});
