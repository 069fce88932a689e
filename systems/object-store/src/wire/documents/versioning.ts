/** `VersioningConfiguration`: whether a bucket keeps versions from now on. */
import { S3Error } from '../errors.ts';
import { readXml, textOf } from '../xml-in.ts';

/** Throws MalformedXML, and NotImplemented for MFA delete: a lock that does not hold must not be promised. */
export function readVersioning(xml: string): 'enabled' | 'suspended' {
  const root = readXml(xml, 'VersioningConfiguration');
  const mfaDelete = textOf(root, 'MfaDelete')?.trim() ?? 'Disabled';
  if (mfaDelete !== 'Disabled') throw new S3Error('NotImplemented', 'MFA delete is not implemented.');
  const status = textOf(root, 'Status')?.trim();
  if (status === 'Enabled') return 'enabled';
  if (status === 'Suspended') return 'suspended';
  throw new S3Error('MalformedXML', 'The Status must be Enabled or Suspended.');
}
