/** Requests signed by hand, for what no well-behaved client sends: lying lengths, unusual payload modes, broken bodies. */
import { canonicalRequest, createSigningKeys, sign, stringToSign } from '../src/auth/signature.ts';
import { Query } from '../src/wire/uri.ts';
import { credentials, type StoreProcess } from './store-process.ts';

export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The headers of the request as tenant alpha, its signature included. The payload is unsigned unless a header says otherwise. */
export function signedHeaders(store: StoreProcess, request: PlainRequest): Record<string, string> {
  const amzDate = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    ...request.headers,
    host: new URL(store.url).host,
    'x-amz-date': amzDate,
  };
  const names = Object.keys(headers).sort();
  const { accessKeyId, secretAccessKey } = credentials.alpha;
  const scope = { date: amzDate.slice(0, 8), region: 'us-east-1' };
  const head = {
    method: request.method,
    path: request.path,
    query: new Query(request.query ?? ''),
    headers: new Map(Object.entries(headers)),
  };
  const canonical = canonicalRequest(head, names, headers['x-amz-content-sha256'] ?? '');
  const key = createSigningKeys()(accessKeyId, secretAccessKey, scope);
  const signature = sign(key, stringToSign(amzDate, scope, canonical));
  const credential = `${accessKeyId}/${scope.date}/${scope.region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The S3 error code, if there is one. */
  readonly code: string | undefined;
}

/** Sends it with fetch, which sets host, length and framing truthfully. */
export async function sendSigned(store: StoreProcess, request: PlainRequest, body?: string | Buffer): Promise<Answer> {
  const { host, ...headers } = signedHeaders(store, request);
  const url = `${store.url}${request.path}${request.query === undefined ? '' : `?${request.query}`}`;
  const init = { method: request.method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(url, init as RequestInit);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text, code: /<Code>(\w+)</.exec(text)?.[1] };
}
