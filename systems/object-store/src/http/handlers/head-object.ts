/** HEAD: what a GET would say, without a look at the bytes. */
import { openBucket } from '../access.ts';
import type { Handler } from '../handler.ts';
import { sentHeaders } from '../object-headers.ts';
import { findObject } from '../open-object.ts';
import { readRange } from '../range.ts';
import { answeredByCondition, overriddenHeaders } from '../read-answer.ts';
import { replyEmpty } from '../reply.ts';

export const headObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const entry = await findObject(services, bucket, call.target.key);
  if (answeredByCondition(call, entry)) return;
  const { sizeBytes } = entry.content;
  const range = readRange(call.headers.get('range'), sizeBytes);
  const checksum = range === undefined && call.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const headers = { ...sentHeaders(entry, checksum), ...overriddenHeaders(call) };
  if (range === undefined) return replyEmpty(call.response, 200, { ...headers, 'content-length': sizeBytes });
  const { start, end } = range;
  replyEmpty(call.response, 206, {
    ...headers,
    'content-length': end - start,
    'content-range': `bytes ${start}-${end - 1}/${sizeBytes}`,
  });
};
