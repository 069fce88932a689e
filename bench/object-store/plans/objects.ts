/**
 * Every operation on objects, by any S3 server: signed requests whose answers are counted and not kept. A signature is good
 * for minutes, so the client makes it once a minute for each request it repeats; the server gets, and verifies, one with each.
 */
import { randomBytes } from 'node:crypto';
import { signed } from '@seatrial/kit-s3';
import {
  claim,
  defineTrial,
  type HttpResponse,
  type JourneyContext,
  journey,
  load,
  type RequestOptions,
} from 'seatrial';
import { asked, keyOf, MEASURED, type ObjectsJob, WARM_UP_SECONDS } from './job.ts';

const RENEWED_MS = 60_000;
const LISTED = 1000;

const { job, server } = asked<ObjectsJob>();
const { account, bucket, operation, bytes, keys, users, seconds, url } = job;
const content = randomBytes(bytes);

interface Prepared {
  readonly path: string;
  readonly options: RequestOptions;
}

/** Signed requests by what they are for, and when they were signed. */
const known = new Map<string, Prepared>();
let knownSinceMs = 0;

function prepared(method: string, path: string, options: RequestOptions): Prepared {
  const request = signed(account, 'us-east-1', url, { method, path, payloadSha256: 'UNSIGNED-PAYLOAD' });
  return { path: request.path, options: { ...options, headers: request.headers, name: operation, timeout: '60s' } };
}

function again(path: string): Prepared {
  if (Date.now() - knownSinceMs > RENEWED_MS) {
    known.clear();
    knownSinceMs = Date.now();
  }
  let request = known.get(path);
  if (request === undefined) {
    request = prepared('GET', path, { into: 'nothing' });
    known.set(path, request);
  }
  return request;
}

function put(t: JourneyContext, key: string): Promise<HttpResponse> {
  const { path, options } = prepared('PUT', `/${bucket}/${key}`, { body: content });
  return t.http.put(path, options);
}

let filled = 0;
let replaced = 0;

const operations: Record<ObjectsJob['operation'], (t: JourneyContext) => Promise<boolean>> = {
  fill: async (t) => (await put(t, keyOf(filled++))).status === 200,
  put: async (t) => (await put(t, keyOf(replaced++ % keys))).status === 200,
  get: async (t) => {
    const { path, options } = again(`/${bucket}/${keyOf(t.random.below(keys))}`);
    const { status, size } = await t.http.get(path, options);
    return status === 200 && size === bytes;
  },
  list: async (t) => {
    const after = keyOf(t.random.below(100) * Math.floor((keys - LISTED) / 100));
    const { path, options } = again(`/${bucket}?list-type=2&max-keys=${LISTED}&start-after=${after}`);
    const { status, size } = await t.http.get(path, options);
    return status === 200 && size > LISTED * 100;
  },
};

const requests = journey(operation, async (t) => {
  t.check('the answer is the one asked for', await operations[operation](t));
});

const phases =
  operation === 'fill'
    ? [load(MEASURED, requests, { users, iterations: keys, for: '5m' })]
    : [
        load('warm-up', requests, { users, for: `${WARM_UP_SECONDS}s` }),
        load(MEASURED, requests, { users, for: `${seconds}s` }),
      ];

export default defineTrial({
  name: `${operation} of ${bytes} bytes`,
  systems: [server],
  phases,
  claims: [claim.checks(requests), claim.generator()],
  secrets: [account.secretAccessKey],
});
