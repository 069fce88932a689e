/** The ACL that a PUT ?acl asks for: by the name of a canned one in a header, or by grants in the body. One of them. */
import { askedAcl, type CannedAcl } from '../access/canned-acl.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import { readAcl } from '../wire/documents/access-control.ts';
import { S3Error } from '../wire/errors.ts';
import { MAXIMUM_XML_BYTES } from '../wire/xml-in.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';
import { textBody } from './text-body.ts';

/** Throws what reading an ACL throws, and MalformedACLError for none or two. */
export async function aclOfBody(call: Call, services: Services, bucket: Bucket): Promise<CannedAcl> {
  const named = askedAcl(call.headers);
  const xml = await textBody(call, services, MAXIMUM_XML_BYTES);
  if ((named === undefined) === (xml === '')) {
    throw new S3Error('MalformedACLError', 'Send x-amz-acl, or an AccessControlPolicy in the body.');
  }
  return named ?? readAcl(xml, bucket.tenant);
}
