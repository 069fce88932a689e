/** S3's ways to answer: XML, and its error document. Each sets a truthful Content-Length. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { S3Error } from '../wire/errors.ts';
import { branch, document, leaf } from '../wire/xml-out.ts';

export function replyXml(response: ServerResponse, xml: string, status = 200, headers: OutgoingHttpHeaders = {}): void {
  const ofBody = { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) };
  response.writeHead(status, { ...ofBody, ...headers }).end(xml);
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

/** S3's `Owner` element: here a tenant is its own display name. */
export function ownerXml(tenant: string): string {
  return tenantXml('Owner', tenant);
}

/** Nothing for an upload that nobody signed. */
export function initiatorXml(tenant: string | undefined): string {
  return tenant === undefined ? '' : tenantXml('Initiator', tenant);
}

function tenantXml(name: string, tenant: string): string {
  return branch(name, [leaf('ID', tenant), leaf('DisplayName', tenant)]);
}
