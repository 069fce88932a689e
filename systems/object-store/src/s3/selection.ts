/** Which bytes of an object a GET or HEAD speaks of: all of them, a range, or one of the parts it was uploaded in. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import { rangeStands } from './conditions.ts';
import { readPartNumber } from './multipart.ts';
import { type ByteRange, readRange } from './range.ts';

export interface Selection extends ByteRange {
  readonly status: 200 | 206;
  /** Content-Length, and what goes with a range or a part. */
  readonly headers: OutgoingHttpHeaders;
  /** When a part was asked for. */
  readonly partNumber?: number;
}

/** Throws InvalidRange, InvalidPartNumber, InvalidArgument, or InvalidRequest for a range of a part. */
export function readSelection(call: Call, entry: ObjectEntry): Selection {
  const partNumber = call.query.get('partNumber');
  const range = call.headers.get('range');
  if (partNumber === undefined)
    return selectionOf(
      entry,
      rangeStands(call.headers.get('if-range'), entry.etag, entry.modifiedMs) ? range : undefined,
    );
  if (range !== undefined) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter.');
  }
  return partOf(entry, readPartNumber(partNumber));
}

function selectionOf(entry: ObjectEntry, header: string | undefined): Selection {
  const { sizeBytes } = entry.content;
  const range = readRange(header, sizeBytes);
  if (range === undefined) return { start: 0, end: sizeBytes, status: 200, headers: { 'content-length': sizeBytes } };
  return { ...range, status: 206, headers: rangeHeaders(range, sizeBytes) };
}

/** An object that was not uploaded in parts is one part. */
function partOf({ content: { sizeBytes }, partSizes }: ObjectEntry, number: number): Selection {
  const sizes = partSizes ?? [sizeBytes];
  const size = sizes[number - 1];
  if (size === undefined) throw new S3Error('InvalidPartNumber');
  const start = sizes.slice(0, number - 1).reduce((sum, before) => sum + before, 0);
  const part = { start, end: start + size, partNumber: number };
  const count = partSizes === undefined ? {} : { 'x-amz-mp-parts-count': partSizes.length };
  if (size === 0) return { ...part, status: 200, headers: { 'content-length': 0, ...count } };
  return { ...part, status: 206, headers: { ...rangeHeaders(part, sizeBytes), ...count } };
}

function rangeHeaders({ start, end }: ByteRange, sizeBytes: number): OutgoingHttpHeaders {
  return { 'content-length': end - start, 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` };
}
