/** The way between columns and values: what both drivers hand out is `unknown`, and a column of the wrong type is a broken database. */
import type { Parameter, Row } from '@seatrial/service-sql';
import type { PartChecksum } from '../integrity/upload-check.ts';
import type { Described, Tags } from './interface/objects.ts';

export function bytesOf(value: unknown): Buffer {
  if (!(value instanceof Uint8Array))
    throw new Error('The database holds something other than bytes where bytes belong.');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return value === null ? undefined : Number(value);
}

/** JSON in a column that may be NULL. What was written there is what is read, so the type is the writer's. */
export function jsonOf<T>(value: unknown): T | undefined {
  return typeof value === 'string' ? (JSON.parse(value) as T) : undefined;
}

export function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The columns headers, tags, acl: as parameters, and back. */
export function describedParameters({ headers, tags, acl }: Described): readonly Parameter[] {
  return [JSON.stringify(headers), JSON.stringify(tags), acl ?? null];
}

export function toDescribed(row: Row): Described {
  return {
    headers: jsonOf<Record<string, string>>(row.headers) ?? {},
    tags: jsonOf<Tags>(row.tags) ?? {},
    acl: textOf(row.acl),
  };
}

export function toChecksum(row: Row): PartChecksum | undefined {
  return jsonOf<PartChecksum>(row.checksum);
}
