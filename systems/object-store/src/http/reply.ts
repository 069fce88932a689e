/** The ways to answer: XML, nothing but headers, or bytes with backpressure. Each sets a truthful Content-Length. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { S3Error } from '../s3/errors.ts';
import { branch, document, leaf } from '../s3/xml-out.ts';

export function replyXml(response: ServerResponse, xml: string, status = 200, headers: OutgoingHttpHeaders = {}): void {
  const ofBody = { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) };
  response.writeHead(status, { ...ofBody, ...headers }).end(xml);
}

export function replyJson(response: ServerResponse, json: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json);
}

export function replyEmpty(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': 0 };
  response.writeHead(status, { ...length, ...headers }).end();
}

/** S3's error document; a HEAD gets the status alone. */
export function replyError(
  response: ServerResponse,
  error: S3Error,
  about: { readonly method: string | undefined; readonly resource: string; readonly requestId: string },
): void {
  const xml = document(
    'Error',
    [
      leaf('Code', error.code),
      leaf('Message', error.message),
      ...Object.entries(error.details).map(([name, text]) => leaf(name, text)),
      leaf('Resource', about.resource),
      leaf('RequestId', about.requestId),
    ],
    { namespaced: false },
  );
  const body = about.method === 'HEAD' ? '' : xml;
  const type = body === '' ? {} : { 'content-type': 'application/xml' };
  response.writeHead(error.status, { ...type, 'content-length': Buffer.byteLength(body), ...error.headers }).end(body);
}

/** Resolves when the bytes have been handed to the kernel and may be overwritten; rejects when the client has gone. */
export function sendBytes(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new ClientGoneError());
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      if (error) reject(new ClientGoneError());
      else resolve();
    });
    if (response.destroyed) gone();
  });
}

export class ClientGoneError extends Error {
  constructor() {
    super('The client closed the connection before the answer was complete.');
  }
}

/** S3's `Owner` element, or another of its kind: here a tenant is its own display name. */
export function ownerXml(tenant: string, name: 'Owner' | 'Initiator' = 'Owner'): string {
  return branch(name, [leaf('ID', tenant), leaf('DisplayName', tenant)]);
}
