/** Who speaks to the S3 endpoint: one tenant with its own credential, and requests signed for it. */
import aws4 from 'aws4';

export interface Account {
  /** The tenant's name in evidence. */
  readonly tenant: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Signed {
  readonly path: string;
  readonly headers: Record<string, string>;
}

/**
 * Signs a request with AWS Signature Version 4. `path` is sent as it is, so it must be encoded already.
 * @param payloadSha256 hex digest of the body; `UNSIGNED-PAYLOAD` where it is not worth computing.
 */
export function signed(
  account: Account,
  region: string,
  url: string,
  request: { method: string; path: string; headers?: Record<string, string>; payloadSha256: string },
): Signed {
  const headers: Record<string, string> = { ...request.headers, 'X-Amz-Content-Sha256': request.payloadSha256 };
  const options = {
    service: 's3',
    region,
    host: new URL(url).host,
    method: request.method,
    path: request.path,
    headers,
  };
  aws4.sign(options, { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey });
  // The host line is the client's own; the signature covers the same value.
  const { Host: _, ...rest } = options.headers;
  return { path: request.path, headers: rest };
}

/** A key as it stands in a path: every byte encoded but the unreserved ones and the slash, as S3 signs it. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
