/** `Delete`, the body of DeleteObjects: up to a thousand keys, each with a version and a condition of its own if need be. */
import { S3Error } from '../errors.ts';
import { elementsOf, readXml, requiredText, textOf } from '../xml-in.ts';

export interface DeleteItem {
  readonly key: string;
  readonly versionId: string | undefined;
  /** Delete only what has this entity tag; `*` for whatever is there. As sent, perhaps in quotes. */
  readonly etag: string | undefined;
}

export interface DeleteRequest {
  readonly quiet: boolean;
  readonly items: readonly DeleteItem[];
}

/** Throws MalformedXML; the conditions that only directory buckets have are refused with NotImplemented. */
export function readDelete(xml: string): DeleteRequest {
  const root = readXml(xml, 'Delete');
  const items = elementsOf(root, 'Object').map((object) => {
    const key = requiredText(object, 'Key');
    if (key === '') throw new S3Error('MalformedXML', 'A key is empty.');
    if (object.LastModifiedTime !== undefined || object.Size !== undefined) {
      throw new S3Error('NotImplemented', 'A deletion can be made conditional on the ETag only.');
    }
    return { key, versionId: textOf(object, 'VersionId') || undefined, etag: textOf(object, 'ETag') };
  });
  if (items.length === 0 || items.length > 1000) throw new S3Error('MalformedXML', 'Name 1 to 1000 objects.');
  return { quiet: textOf(root, 'Quiet')?.trim() === 'true', items };
}
