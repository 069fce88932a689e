/**
 * From a gRPC status to the word evidence uses for it. Pure. What the network did, `@grpc/grpc-js` tells in sentences of its
 * own; the tests hold those below against the real library. What the peer said is mapped as google.rpc maps codes to HTTP.
 */
import type { Cause } from '../../../../evidence/records.ts';
import type { Failure } from '../../../http/wire/failure.ts';

export const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

const SERVER_SIDE = new Set(['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS']);

/** What the library itself says, in the order it is looked for. */
const OWN_SENTENCES: readonly (readonly [RegExp, Cause])[] = [
  [/^Deadline exceeded after (?!.*remote_addr=).*(?:Waiting for LB pick|name resolution)/, 'timeout connecting'],
  [/^Deadline exceeded after /, 'timeout waiting'],
  [/^Name resolution failed|^No connection established.*getaddrinfo/, 'dns'],
  [/^No connection established.*(?:certificate|self.signed|altnames|SSL|TLS|EPROTO)/i, 'tls'],
  [/^No connection established.*(?:EMFILE|ENFILE)/, 'no descriptor left'],
  [/^No connection established.*EADDRNOTAVAIL/, 'no port left'],
  [/^No connection established.*ECONNRESET/, 'reset'],
  [/^No connection established.*ETIMEDOUT/, 'timeout connecting'],
  [/^No connection established/, 'refused'],
  [
    /^(?:Connection dropped|Stream refused by server|Call cancelled$|Received RST_STREAM with code (?!0)|\w+ ECONNRESET)/,
    'reset',
  ],
  [/^(?:Bandwidth exhausted|Protocol not secure enough|Failed to start HTTP\/2 stream)/, 'reset'],
  [
    /^(?:Received HTTP status code|Received RST_STREAM with code 0|No message received|No status information)/,
    'protocol',
  ],
  [/^(?:Response message parsing error|Failed to decompress)/, 'protocol'],
];

/**
 * The failure a status is; null for OK. `isPeers`: it came from the peer, whatever its sentence sounds like. `odd`: what the
 * peer wrote for a status that gRPC does not have.
 */
export function failureOfStatus(
  code: number,
  details: string,
  isPeers: boolean,
  odd: string | null = null,
): Failure | null {
  if (code === 0) return null;
  const name = statusName(code);
  const why = `gRPC status ${name}${odd === null ? '' : ` (the peer said '${odd}')`}${details && `: ${details}`}`;
  if (isPeers) return { cause: SERVER_SIDE.has(name) ? 'status 5xx' : 'status 4xx', why };
  const own = OWN_SENTENCES.find(([sentence]) => sentence.test(details));
  return { cause: own?.[1] ?? 'protocol', why };
}

/** A code that gRPC does not have is UNKNOWN. */
export function statusName(code: number): string {
  return STATUS_NAMES[code] ?? 'UNKNOWN';
}
