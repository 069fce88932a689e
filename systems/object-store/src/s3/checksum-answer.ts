/** How a checksum is told to a client: as headers, or as elements of an XML answer. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Checksum } from '../integrity/upload-check.ts';
import { type ChecksumPlan, checksumType } from '../integrity/whole-checksum.ts';
import { leaf } from '../wire/xml-out.ts';

/** Of a part, which has no type. */
export function partChecksumHeaders(checksum: Checksum | undefined): OutgoingHttpHeaders {
  return checksum === undefined ? {} : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value };
}

/** Of an object. */
export function checksumHeaders(checksum: Checksum | undefined): OutgoingHttpHeaders {
  if (checksum === undefined) return {};
  return { ...partChecksumHeaders(checksum), 'x-amz-checksum-type': checksumType(checksum) };
}

export function partChecksumXml(checksum: Checksum | undefined): string[] {
  return checksum === undefined ? [] : [leaf(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value)];
}

export function checksumXml(checksum: Checksum | undefined): string[] {
  return checksum === undefined ? [] : [...partChecksumXml(checksum), leaf('ChecksumType', checksumType(checksum))];
}

/** In listings: how it was made, not what it is. */
export function checksumKindXml(checksum: Checksum | undefined): string[] {
  return checksumPlanXml(checksum && { algorithm: checksum.algorithm, type: checksumType(checksum) });
}

/** Of an upload: how its checksum will be made. */
export function checksumPlanXml(plan: ChecksumPlan | undefined): string[] {
  if (plan === undefined) return [];
  return [leaf('ChecksumAlgorithm', plan.algorithm.toUpperCase()), leaf('ChecksumType', plan.type)];
}
