/**
 * The checksum of an object that was uploaded in parts, made of the parts' checksums. COMPOSITE is the checksum of the parts' checksums,
 * with `-N` for N parts behind it; FULL_OBJECT is the checksum of all the bytes, which only CRCs can be combined to.
 */
import { S3Error } from '../wire/errors.ts';
import { type ChecksumAlgorithm, DEFAULT_CHECKSUM, isChecksumAlgorithm, startChecksum } from './checksum.ts';
import { combineCrcs, isCrc } from './crc-combine.ts';
import type { Checksum } from './upload-check.ts';

export type ChecksumType = 'COMPOSITE' | 'FULL_OBJECT';

/** What a client wants the whole to be vouched for by. */
export interface ChecksumPlan {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
}

/** For a client that wants none. */
export const DEFAULT_PLAN: ChecksumPlan = { algorithm: DEFAULT_CHECKSUM, type: 'FULL_OBJECT' };

/** From the headers of CreateMultipartUpload. Throws InvalidRequest for what S3 does not combine. */
export function readChecksumPlan(headers: ReadonlyMap<string, string>): ChecksumPlan | undefined {
  const algorithm = headers.get('x-amz-checksum-algorithm')?.toLowerCase();
  const type = headers.get('x-amz-checksum-type')?.toUpperCase();
  if (algorithm === undefined) {
    if (type !== undefined) throw new S3Error('InvalidRequest', 'x-amz-checksum-type needs x-amz-checksum-algorithm.');
    return undefined;
  }
  if (!isChecksumAlgorithm(algorithm)) {
    throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  }
  const possible = possibleTypes(algorithm);
  const chosen = possible.find((candidate) => candidate === (type ?? possible[0]));
  if (chosen !== undefined) return { algorithm, type: chosen };
  throw new S3Error('InvalidRequest', `The ${type} checksum type cannot be used with the ${algorithm} algorithm.`);
}

/** The usual one first. */
function possibleTypes(algorithm: ChecksumAlgorithm): readonly ChecksumType[] {
  if (!isCrc(algorithm)) return ['COMPOSITE'];
  return algorithm === 'crc64nvme' ? ['FULL_OBJECT'] : ['COMPOSITE', 'FULL_OBJECT'];
}

/** How a stored checksum was formed: Base64 has no dash, `-N` has. */
export function checksumType(checksum: Checksum): ChecksumType {
  return checksum.value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT';
}

/** Of parts in their order, each with its checksum (Base64) by the plan's algorithm. */
export function wholeChecksum(
  plan: ChecksumPlan,
  parts: readonly { readonly value: string; readonly sizeBytes: number }[],
): Checksum {
  const { algorithm, type } = plan;
  const sums = parts.map(({ value, sizeBytes }) => ({ crc: Buffer.from(value, 'base64'), sizeBytes }));
  if (type === 'FULL_OBJECT' && isCrc(algorithm)) {
    return { algorithm, value: combineCrcs(algorithm, sums).toString('base64') };
  }
  const running = startChecksum(algorithm);
  for (const { crc } of sums) running.update(crc);
  return { algorithm, value: `${running.digest().toString('base64')}-${parts.length}` };
}
