/**
 * Whether the status of a call came from the peer. `@grpc/grpc-js` reports what the network did, what its own limits did and
 * what the peer said by the same codes, and a peer may use the library's own sentences: a gateway that hands on what it was
 * told does. But only a peer's status is read from the wire, through one public function, and there it is noted.
 */
import type { Metadata } from '@grpc/grpc-js';

/** The library's class of metadata. */
type MetadataClass = typeof Metadata;

/** What the peer said its status is, by the metadata it came with. */
const saidByPeers = new WeakMap<Metadata, string>();
const prepared = new WeakSet<MetadataClass>();
const LAST_STATUS = 16;
const UNKNOWN = '2';

/**
 * From here on the library's statuses can be told apart; to be called before the first call. What the library would misread
 * is put right on the way: a status that gRPC does not have is UNKNOWN, and a message is decoded wholly.
 */
export function notePeersWord({ Metadata: all }: { readonly Metadata: MetadataClass }): void {
  if (prepared.has(all)) return;
  prepared.add(all);
  const read = all.fromHttp2Headers;
  all.fromHttp2Headers = (headers) => {
    const said = headers['grpc-status'];
    if (said === undefined) return read.call(all, headers);
    const status = String(said).split(',')[0]?.trim() ?? '';
    const message = headers['grpc-message'];
    const metadata = read.call(all, {
      ...headers,
      'grpc-status': isStatus(status) ? status : UNKNOWN,
      ...(typeof message === 'string' && message.includes('%') && { 'grpc-message': readable(message) }),
    });
    saidByPeers.set(metadata, status);
    return metadata;
  };
}

function isStatus(text: string): boolean {
  return /^[0-9]+$/.test(text) && Number(text) <= LAST_STATUS;
}

/** In the form that the library, which leaves `%3A` and the like as they are, reads back whole. */
function readable(message: string): string {
  return encodeURI(message.replace(/(?:%[0-9a-f]{2})+/gi, decoded));
}

function decoded(bytes: string): string {
  try {
    return decodeURIComponent(bytes);
  } catch {
    return bytes;
  }
}

/** `metadata`: that of the status, not a copy. */
export function isPeersWord(metadata: Metadata): boolean {
  return saidByPeers.has(metadata);
}

/** The status as the peer wrote it where gRPC has none such; null otherwise. `metadata`: that of the status, not a copy. */
export function oddStatus(metadata: Metadata): string | null {
  const said = saidByPeers.get(metadata);
  return said === undefined || isStatus(said) ? null : said;
}
