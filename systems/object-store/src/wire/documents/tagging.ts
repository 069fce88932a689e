/** `Tagging`, of objects and of buckets. */
import type { Tags } from '../../metadata/interface/objects.ts';
import { S3Error } from '../errors.ts';
import { checkedTags } from '../tags.ts';
import { elementsOf, readXml, requiredText, type XmlElement } from '../xml-in.ts';
import { branch, document, leaf } from '../xml-out.ts';

/** Throws MalformedXML or InvalidTag. */
export function readTagging(xml: string, mostTags: number): Tags {
  const [set, ...others] = elementsOf(readXml(xml, 'Tagging'), 'TagSet');
  if (set === undefined || others.length > 0) throw new S3Error('MalformedXML', 'A Tagging has one TagSet.');
  return checkedTags(readTagSet(set), mostTags);
}

/** The tags in an element, unchecked. Throws MalformedXML. */
export function readTagSet(set: XmlElement): (readonly [key: string, value: string])[] {
  return elementsOf(set, 'Tag').map((tag) => [requiredText(tag, 'Key'), requiredText(tag, 'Value')]);
}

export function taggingXml(tags: Tags): string {
  const tagXml = Object.entries(tags).map(([key, value]) => branch('Tag', [leaf('Key', key), leaf('Value', value)]));
  return document('Tagging', [branch('TagSet', tagXml)]);
}
