/**
 * A storage server keeps the chunks of one store, the first that calls it. Another store's gateways, with a database that knows none of these
 * chunks, would take all of them for what nobody refers to, and remove them. Callers that name no store, such as a health check, are no gateways.
 */
import { type Metadata, status } from '@grpc/grpc-js';
import { CallError } from './statuses.ts';

const FIELD = 'x-store-id';

/** The same metadata, naming the store that the calls are made for. */
export function forStore(metadata: Metadata, storeId: string | undefined): Metadata {
  if (storeId !== undefined) metadata.set(FIELD, storeId);
  return metadata;
}

/** `ownerFor` gives the store that the folder belongs to, which from now on is the given one if there was none. Throws FAILED_PRECONDITION. */
export function checkStore(metadata: Metadata, ownerFor: (storeId: string) => string): void {
  const [given] = metadata.get(FIELD);
  if (typeof given !== 'string' || ownerFor(given) === given) return;
  throw new CallError(
    status.FAILED_PRECONDITION,
    'it keeps the chunks of another store, whose database is not the one that this gateway uses. Give the gateway that database, or the storage ' +
      'server another folder.',
  );
}
