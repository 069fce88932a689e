/**
 * GET an object or a range of it. The status line waits until the first window of bytes (1 MiB) has been read and verified, so damage
 * there is a clean 500; damage further on cuts the connection. Wrong bytes are never sent.
 */
import type { ContentReader } from '../../contents/content-store.ts';
import type { ObjectEntry } from '../../metadata/metadata.ts';
import { openBucket } from '../access.ts';
import type { Call } from '../call.ts';
import { names } from '../conditions.ts';
import type { Handler } from '../handler.ts';
import { sentHeaders } from '../object-headers.ts';
import { openObject } from '../open-object.ts';
import { readRange } from '../range.ts';
import { answeredByCondition, overriddenHeaders } from '../read-answer.ts';
import { sendBytes } from '../reply.ts';

export const getObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const { entry, reader } = await openObject(services, bucket, call.target.key);
  try {
    if (!answeredByCondition(call, entry)) await sendObject(call, entry, reader);
  } finally {
    await reader.close();
  }
};

async function sendObject(call: Call, entry: ObjectEntry, reader: ContentReader): Promise<void> {
  const ifRange = call.headers.get('if-range');
  const asked = ifRange === undefined || names(ifRange, entry.etag) ? call.headers.get('range') : undefined;
  const range = readRange(asked, entry.content.sizeBytes);
  const { start, end } = range ?? { start: 0, end: entry.content.sizeBytes };
  const withChecksum = range === undefined && call.headers.get('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const headers = {
    ...sentHeaders(entry, withChecksum),
    ...overriddenHeaders(call),
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${entry.content.sizeBytes}` }),
    'content-length': end - start,
  };
  for await (const window of reader.windows(start, end)) {
    if (!call.response.headersSent) call.response.writeHead(range === undefined ? 200 : 206, headers);
    await sendBytes(call.response, window);
  }
  if (!call.response.headersSent) call.response.writeHead(200, headers);
  call.response.end();
}
