/** `CompleteMultipartUpload`: the parts that shall become the object, as the client remembers them. */
import { CHECKSUM_BYTES, type ChecksumAlgorithm } from '../../integrity/checksum.ts';
import { type Checksum, checksumOf } from '../../integrity/upload-check.ts';
import { S3Error } from '../errors.ts';
import { elementsOf, readXml, requiredText, textOf, type XmlElement } from '../xml-in.ts';

export interface NamedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum: Checksum | undefined;
}

export const MOST_PARTS = 10_000;

/** Throws MalformedXML, InvalidPartOrder unless the numbers ascend, and InvalidArgument for what cannot be the number or the checksum of a part. */
export function readCompleteUpload(xml: string): readonly NamedPart[] {
  const parts = elementsOf(readXml(xml, 'CompleteMultipartUpload'), 'Part').map(readPart);
  if (parts.length === 0 || parts.length > MOST_PARTS) throw new S3Error('MalformedXML', 'Name 1 to 10000 parts.');
  if (parts.some((part, index) => part.number <= (parts[index - 1]?.number ?? 0)))
    throw new S3Error('InvalidPartOrder');
  return parts;
}

function readPart(part: XmlElement): NamedPart {
  const number = requiredText(part, 'PartNumber').trim();
  if (!/^-?\d{1,5}$/.test(number)) throw new S3Error('MalformedXML', 'A PartNumber is not a number.');
  if (Number(number) < 1) throw new S3Error('InvalidArgument', 'PartNumber must be >= 1');
  const etag = requiredText(part, 'ETag')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  return { number: Number(number), etag, checksum: readChecksum(part) };
}

function readChecksum(part: XmlElement): Checksum | undefined {
  const [checksum, ...others] = (Object.keys(CHECKSUM_BYTES) as ChecksumAlgorithm[]).flatMap((algorithm) => {
    const value = textOf(part, `Checksum${algorithm.toUpperCase()}`)?.trim();
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (checksum === undefined) return undefined;
  if (others.length === 0 && checksumOf(checksum.algorithm, checksum.value) !== undefined) return checksum;
  throw new S3Error('InvalidArgument', 'Invalid Base64 or multiple checksums present in request');
}
