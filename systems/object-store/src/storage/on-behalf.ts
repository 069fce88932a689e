/** The id of the client's request that a call is made for: it goes with the call, so that one id finds the lines of both logs. */
import type { Metadata } from '@grpc/grpc-js';
import { currentRequestId, withRequestId } from '@seatrial/service-log';

const FIELD = 'x-request-id';

/** What goes with a call, and the id of the request that is being answered, if one is. */
export function onBehalf(metadata: Metadata): Metadata {
  const id = currentRequestId();
  if (id === undefined) return metadata;
  const own = metadata.clone();
  own.set(FIELD, id);
  return own;
}

/** Does `work`; every line that is logged by it has the id that came with the call. */
export function onTheirBehalf<Result>(metadata: Metadata, work: () => Result): Result {
  const [id] = metadata.get(FIELD);
  return typeof id === 'string' ? withRequestId(id, work) : work();
}
