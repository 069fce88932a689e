/** Sends a signed request exactly as it is written: fetch would tidy the path up (`/bucket/../key`), and hide how often a header came. */
import { request as open } from 'node:http';
import { text } from 'node:stream/consumers';
import { type PlainRequest, signedHeaders } from '../signed.ts';
import type { StoreProcess } from '../store-process.ts';

export interface ExactAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The S3 error code, if there is one. */
  readonly code: string | undefined;
}

/** With `unsigned` nothing but the headers that are given goes out. */
export function sendExactly(
  store: StoreProcess,
  asked: PlainRequest,
  body = '',
  sign: 'signed' | 'unsigned' = 'signed',
): Promise<ExactAnswer> {
  const { hostname, port } = new URL(store.url);
  const path = asked.query === undefined ? asked.path : `${asked.path}?${asked.query}`;
  const signed = sign === 'signed' ? signedHeaders(store, asked) : asked.headers;
  const headers = { ...signed, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = open({ hostname, port, path, method: asked.method, headers }, async (response) => {
      const received = await text(response);
      const code = /<Code>(\w+)</.exec(received)?.[1];
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received, code });
    });
    request.on('error', reject).end(body);
  });
}
