/**
 * GET an object, a range or a part of it. The status line waits until the first window of bytes (1 MiB) has been read and verified, so
 * damage there is a clean 500; damage further on cuts the connection. Wrong bytes are never sent.
 */
import { sendBytes } from '@seatrial/service-http';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { openObject } from '../open-object.ts';
import { answeredByCondition, describeAnswer } from '../read-answer.ts';

export const getObject: Handler = async (call, services) => {
  const { response } = call;
  const bucket = await openBucket(call, services);
  const { entry, reader } = await openObject(call, services, bucket);
  try {
    if (answeredByCondition(call, bucket, entry)) return;
    const { start, end, status, headers } = describeAnswer(call, bucket, entry);
    for await (const window of reader.windows(start, end)) {
      if (!response.headersSent) response.writeHead(status, headers);
      await sendBytes(response, window);
    }
    if (!response.headersSent) response.writeHead(status, headers);
    response.end();
  } finally {
    await reader.close();
  }
};
