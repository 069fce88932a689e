/**
 * Defect, seed flaw M2: 200 and Content-Length go out before the bytes are known to be good. Under a damaged chunk the client sees 200
 * and a body that breaks off; and so that it shows without damage too, every fifth GET breaks off half-way.
 */
import { sendBytes } from '@seatrial/service-http';
import type { Defect } from '../src/parts.ts';
import { openBucket } from '../src/s3/door.ts';
import type { Handler } from '../src/s3/handler.ts';
import { getObject } from '../src/s3/handlers/get-object.ts';
import { sentHeaders } from '../src/s3/object-headers.ts';
import { openObject } from '../src/s3/open-object.ts';

const BROKEN_EVERY = 5;

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'errors of operations 4KiB count==0';

export const plant: Defect = (parts) => ({
  ...parts,
  operations: { ...parts.operations, GetObject: statusFirst(getObject) },
});

function statusFirst(honest: Handler): Handler {
  let reads = 0;
  return async (call, services) => {
    if (call.headers.has('range') || call.headers.has('if-match') || call.headers.has('if-none-match')) {
      return honest(call, services);
    }
    const bucket = await openBucket(call, services);
    const { entry, reader } = await openObject(call, services, bucket);
    const { sizeBytes } = entry.content;
    reads += 1;
    const end = reads % BROKEN_EVERY === 0 ? Math.floor(sizeBytes / 2) : sizeBytes;
    try {
      call.response.writeHead(200, { ...sentHeaders(bucket, entry), 'content-length': sizeBytes });
      call.response.flushHeaders();
      for await (const window of reader.windows(0, end)) await sendBytes(call.response, window);
      if (end === sizeBytes) call.response.end();
      else call.response.destroy();
    } finally {
      await reader.close();
    }
  };
}
