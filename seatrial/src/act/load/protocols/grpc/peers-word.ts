/**
 * Whether the status of a call came from the peer. `@grpc/grpc-js` reports what the network did, what its own limits did and
 * what the peer said by the same codes, and a peer may use the library's own sentences: a gateway that hands on what it was
 * told does. But only a peer's status is read from the wire, through one public function, and there it is noted.
 */
import type { Metadata } from '@grpc/grpc-js';

/** The library's class of metadata. */
type MetadataClass = typeof Metadata;

const saidByPeers = new WeakSet<Metadata>();
const prepared = new WeakSet<MetadataClass>();

/** From here on the library's statuses can be told apart; to be called before the first call. */
export function notePeersWord({ Metadata: all }: { readonly Metadata: MetadataClass }): void {
  if (prepared.has(all)) return;
  prepared.add(all);
  const read = all.fromHttp2Headers;
  all.fromHttp2Headers = (headers) => {
    const metadata = read.call(all, headers);
    if (headers['grpc-status'] !== undefined) saidByPeers.add(metadata);
    return metadata;
  };
}

/** `metadata`: that of the status, not a copy. */
export function isPeersWord(metadata: Metadata): boolean {
  return saidByPeers.has(metadata);
}
