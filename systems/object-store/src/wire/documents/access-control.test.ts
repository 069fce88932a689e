/** Grants: canned ACLs survive being written and read again, everything else is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { S3Error } from '../errors.ts';
import { aclXml, readAcl } from './access-control.ts';

test('canned ACLs that grant something survive being written and read again', () => {
  for (const acl of ['private', 'public-read', 'public-read-write', 'authenticated-read'] as const) {
    assert.equal(readAcl(aclXml(acl, 'harbour'), 'harbour'), acl);
  }
});

test('grants that no canned ACL has are refused', () => {
  const good = aclXml('public-read', 'harbour');
  const refused: readonly (readonly [code: string, xml: string])[] = [
    ['NotImplemented', good.replace('READ<', 'READ_ACP<')],
    ['NotImplemented', good.replace('AllUsers', 'LogDelivery')],
    ['NotImplemented', good.replace('FULL_CONTROL', 'READ')],
    ['NotImplemented', aclXml('private', 'somebody-else')],
    ['NotImplemented', good.replace(/<Grant>.*<\/Grant>/, '')],
    ['MalformedACLError', good.replace(/<Grantee.*?<\/Grantee>/, '')],
    ['MalformedACLError', '<AccessControlPolicy/>'],
  ];
  for (const [code, xml] of refused) {
    assert.throws(
      () => readAcl(xml, 'harbour'),
      (error) => error instanceof S3Error && error.code === code,
      xml,
    );
  }
});
