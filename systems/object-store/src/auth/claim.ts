/**
 * What a request says about its own signature, read from the Authorization header or from the query of a presigned URL.
 * Parsing only: nothing here is believed until `authenticate` has verified it.
 */
import { S3Error } from '../wire/errors.ts';
import type { RequestHead } from '../wire/head.ts';
import { ALGORITHM, type Scope } from './signature.ts';

export interface SignatureClaim {
  readonly by: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** The time of signing as sent (`20260101T000000Z`) and in milliseconds. */
  readonly amzDate: string;
  readonly signedAtMs: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Presigned only: for how long the URL is good, in seconds. */
  readonly expiresS?: number;
}

const LONGEST_EXPIRY_S = 604_800;

/** What of the query of a presigned URL is about the signature. */
const SIGNING_PARAMETERS = ['algorithm', 'credential', 'date', 'expires', 'signedheaders', 'signature'];

/** Undefined for a request that does not claim to be signed. Throws what S3 answers for a malformed claim. */
export function readClaim(head: RequestHead): SignatureClaim | undefined {
  const header = head.headers.get('authorization');
  const parameters = head.query.pairs
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith('x-amz-') && SIGNING_PARAMETERS.includes(name.slice('x-amz-'.length)));
  const presigned = parameters.length > 0;
  if (header !== undefined && presigned) {
    throw new S3Error('InvalidArgument', 'Only one way of signing is allowed: the Authorization header or the query.');
  }
  if (header !== undefined) return fromHeader(head, header);
  if (presigned && new Set(parameters).size < parameters.length) {
    throw new S3Error('AuthorizationQueryParametersError', 'A parameter of the signature is there twice.');
  }
  if (presigned) return fromQuery(head);
  if (head.query.has('AWSAccessKeyId')) throw unsupported();
  return undefined;
}

/** For instance Signature Version 2, which some clients still choose for presigned URLs. */
function unsupported(): S3Error {
  return new S3Error('InvalidRequest', `The authorization mechanism is not supported. Please use ${ALGORITHM}.`);
}

function fromHeader(head: RequestHead, header: string): SignatureClaim {
  if (!header.startsWith(`${ALGORITHM} `)) {
    throw unsupported();
  }
  const pairs = header
    .slice(ALGORITHM.length + 1)
    .split(',')
    .map((part) => part.trim())
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const);
  const fields = new Map(pairs);
  const malformed = (what: string): S3Error => new S3Error('AuthorizationHeaderMalformed', what);
  if (fields.size < pairs.length) throw malformed('A part of the authorization header is there twice.');
  const amzDate = head.headers.get('x-amz-date') ?? fromHttpDate(head.headers.get('date'));
  return { by: 'header', ...claimOf((name) => fields.get(name), amzDate, malformed) };
}

function fromQuery(head: RequestHead): SignatureClaim {
  const malformed = (what: string): S3Error => new S3Error('AuthorizationQueryParametersError', what);
  const { query } = head;
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports ${ALGORITHM}.`);
  const expires = query.get('X-Amz-Expires') ?? '';
  const expiresS = /^\d{1,7}$/.test(expires) ? Number(expires) : 0;
  if (expiresS < 1 || expiresS > LONGEST_EXPIRY_S) {
    throw malformed(`X-Amz-Expires must be a number of seconds from 1 to ${LONGEST_EXPIRY_S}.`);
  }
  return {
    by: 'query',
    expiresS,
    ...claimOf((name) => query.get(`X-Amz-${name}`), query.get('X-Amz-Date'), malformed),
  };
}

function claimOf(
  field: (name: 'Credential' | 'SignedHeaders' | 'Signature') => string | undefined,
  amzDate: string | undefined,
  malformed: (what: string) => S3Error,
): Omit<SignatureClaim, 'by' | 'expiresS'> {
  const credential = readCredential(field('Credential'), amzDate, malformed);
  const signedHeaders = (field('SignedHeaders') ?? '').split(';');
  if (signedHeaders.some((name) => name === '' || name !== name.toLowerCase())) {
    throw malformed('SignedHeaders must be lower-case names, joined with semicolons.');
  }
  const signature = field('Signature') ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('The signature must be 64 lower-case hex digits.');
  return { ...credential, signedHeaders, signature };
}

/** Who claims to have signed, for what, and when. Throws what `malformed` and `undated` make. */
export function readCredential(
  credential: string | undefined,
  amzDate: string | undefined,
  malformed: (what: string) => S3Error,
  undated = (what: string) => new S3Error('AccessDenied', what),
): Pick<SignatureClaim, 'accessKeyId' | 'scope' | 'amzDate' | 'signedAtMs'> {
  const [accessKeyId, date, region, service, terminator, ...rest] = (credential ?? '').split('/');
  if (!accessKeyId || !date || !region || service !== 's3' || terminator !== 'aws4_request' || rest.length > 0) {
    throw malformed('The credential must be KEY/YYYYMMDD/REGION/s3/aws4_request.');
  }
  const signedAtMs = parseAmzDate(amzDate ?? '');
  if (amzDate === undefined || Number.isNaN(signedAtMs)) {
    throw undated('A signed request needs a valid x-amz-date or Date.');
  }
  if (amzDate.slice(0, 8) !== date) throw malformed('The date of the credential is not the date of the request.');
  return { accessKeyId, scope: { date, region }, amzDate, signedAtMs };
}

function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function fromHttpDate(date: string | undefined): string | undefined {
  const timeMs = Date.parse(date ?? '');
  return Number.isNaN(timeMs) ? undefined : new Date(timeMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
