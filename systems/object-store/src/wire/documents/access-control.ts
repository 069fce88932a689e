/**
 * `AccessControlPolicy`: grants one by one, as far as they add up to one of the canned ACLs. Everything else is refused with NotImplemented:
 * a grant that is accepted and not kept would be a hole, or a promise that is broken.
 */
import { type CannedAcl, grantsOf } from '../../access/canned-acl.ts';
import { S3Error } from '../errors.ts';
import { elementsOf, readXml, requiredText, textOf, type XmlElement } from '../xml-in.ts';
import { branch, document, leaf } from '../xml-out.ts';

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';
const EVERYBODY_SIGNED = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

/** The grants beyond the owner's, in a spelling that can be compared. */
const cannedByGrants: Readonly<Record<string, CannedAcl>> = {
  '': 'private',
  'all READ': 'public-read',
  'all READ, all WRITE': 'public-read-write',
  'signed READ': 'authenticated-read',
};

/** `owner` is the tenant that the bucket belongs to. Throws MalformedACLError or NotImplemented. */
export function readAcl(xml: string, owner: string): CannedAcl {
  const lists = elementsOf(readXml(xml, 'AccessControlPolicy'), 'AccessControlList');
  if (lists.length !== 1) throw new S3Error('MalformedACLError');
  const grants = elementsOf(lists[0] ?? {}, 'Grant').map((grant) => readGrant(grant, owner));
  const others = new Set(grants.filter((grant) => grant !== 'owner FULL_CONTROL'));
  const acl = cannedByGrants[[...others].sort().join(', ')];
  if (acl === undefined || !grants.includes('owner FULL_CONTROL')) {
    throw new S3Error('NotImplemented', 'Only grants that add up to a canned ACL are implemented.');
  }
  return acl;
}

function readGrant(grant: XmlElement, owner: string): string {
  const [grantee, ...others] = elementsOf(grant, 'Grantee');
  if (grantee === undefined || others.length > 0) throw new S3Error('MalformedACLError');
  const uri = textOf(grantee, 'URI');
  const id = textOf(grantee, 'ID');
  const who = uri === EVERYBODY ? 'all' : uri === EVERYBODY_SIGNED ? 'signed' : id === owner ? 'owner' : 'somebody';
  return `${who} ${requiredText(grant, 'Permission').trim()}`;
}

export function aclXml(acl: CannedAcl, owner: string): string {
  const { read, write } = grantsOf(acl);
  const ownerId = [leaf('ID', owner), leaf('DisplayName', owner)];
  const group = (uri: string, permission: string): string => grantXml('Group', [leaf('URI', uri)], permission);
  return document('AccessControlPolicy', [
    branch('Owner', ownerId),
    branch('AccessControlList', [
      grantXml('CanonicalUser', ownerId, 'FULL_CONTROL'),
      ...(read === 'all' ? [group(EVERYBODY, 'READ')] : []),
      ...(read === 'signed' ? [group(EVERYBODY_SIGNED, 'READ')] : []),
      ...(write === 'all' ? [group(EVERYBODY, 'WRITE')] : []),
    ]),
  ]);
}

function grantXml(type: 'CanonicalUser' | 'Group', grantee: readonly string[], permission: string): string {
  const attributes = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:type': type };
  return branch('Grant', [branch('Grantee', grantee, attributes), leaf('Permission', permission)]);
}
