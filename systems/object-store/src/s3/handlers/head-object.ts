/** HEAD: what a GET would say, without a look at the bytes. */
import { replyEmpty } from '@seatrial/service-http';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { findObject } from '../open-object.ts';
import { answeredByCondition, describeAnswer } from '../read-answer.ts';

export const headObject: Handler = async (call, services) => {
  const bucket = await openBucket(call, services);
  const entry = await findObject(call, services, bucket);
  if (answeredByCondition(call, bucket, entry)) return;
  const { status, headers } = describeAnswer(call, bucket, entry);
  replyEmpty(call.response, status, headers);
};
