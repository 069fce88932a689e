/** `CreateBucketConfiguration`: where a new bucket is to live. */
import { readXml, textOf } from '../xml-in.ts';

/** The `LocationConstraint`, if any. */
export function readLocation(xml: string): string | undefined {
  return textOf(readXml(xml, 'CreateBucketConfiguration'), 'LocationConstraint');
}
