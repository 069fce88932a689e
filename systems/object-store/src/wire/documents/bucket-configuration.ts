/** `CreateBucketConfiguration`: where a new bucket is to live, and what it is tagged with. */
import type { Tags } from '../../metadata/interface/objects.ts';
import { checkedTags, MOST_BUCKET_TAGS } from '../tags.ts';
import { elementsOf, onlyChildren, readXml, textOf } from '../xml-in.ts';
import { readTagSet } from './tagging.ts';

export interface BucketConfiguration {
  /** The `LocationConstraint`, if any. */
  readonly location: string | undefined;
  readonly tags: Tags;
}

/** Throws MalformedXML, InvalidTag, and NotImplemented for what only directory buckets have: a `Location`, and the type of a `Bucket`. */
export function readBucketConfiguration(xml: string): BucketConfiguration {
  const root = readXml(xml, 'CreateBucketConfiguration');
  onlyChildren(root, ['LocationConstraint', 'Tags']);
  const pairs = elementsOf(root, 'Tags').flatMap(readTagSet);
  return { location: textOf(root, 'LocationConstraint') || undefined, tags: checkedTags(pairs, MOST_BUCKET_TAGS) };
}
