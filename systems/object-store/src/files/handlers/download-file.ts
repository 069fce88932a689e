/**
 * GET and HEAD /files/{file_id}: the bytes of a completed file, or a range of them. The status line waits until the first window has been
 * read and verified, so that what is known to be wrong is never sent with 200; damage further on cuts the connection.
 */
import type { OutgoingHttpHeaders } from 'node:http';
import { replyEmpty, sendBytes } from '@seatrial/service-http';
import type { ContentReader } from '../../contents/content-store.ts';
import type { Files } from '../../metadata/interface/files.ts';
import { names, rangeStands } from '../../s3/conditions.ts';
import { type ByteRange, parseRange } from '../../s3/range.ts';
import type { CallerCall, FilesHandler, FilesServices } from '../call.ts';
import { FilesError } from '../errors.ts';
import { contentDisposition } from '../file-name.ts';
import { type CompleteFile, findCompleteFile } from '../find-file.ts';

export const downloadFile: FilesHandler<Files> = async (call, services) => {
  const { request, response } = call;
  const file = await findCompleteFile(call, services);
  const headers = headersOf(file);
  if (names(request.headers['if-none-match'] ?? '', file.sha256)) return replyEmpty(response, 304, headers);
  const range = rangeOf(call, file);
  const answer = {
    status: range === undefined ? 200 : 206,
    headers: { ...headers, ...lengthOf(file, range) },
    ...(range ?? { start: 0, end: file.content.sizeBytes }),
  };
  if (request.method === 'HEAD') return replyEmpty(response, answer.status, answer.headers);
  const reader = await openFile(call, services, file);
  try {
    for await (const window of reader.windows(answer.start, answer.end)) {
      if (!response.headersSent) response.writeHead(answer.status, answer.headers);
      await sendBytes(response, window);
    }
    response.end();
  } finally {
    await reader.close();
  }
};

/** Between the look at the metadata and the opening, the file may have been deleted: then there is none. */
async function openFile(call: CallerCall, services: FilesServices<Files>, file: CompleteFile): Promise<ContentReader> {
  const reader = await services.contents.open(file.content);
  if (reader !== undefined) return reader;
  await findCompleteFile(call, services);
  throw new Error(`The first chunk of file ${file.id} is missing although the metadata has it.`);
}

function rangeOf(call: CallerCall, file: CompleteFile): ByteRange | undefined {
  const { range, 'if-range': ifRange } = call.request.headers;
  const known = typeof ifRange === 'string' ? ifRange : undefined;
  if (!rangeStands(known, file.sha256, modifiedMs(file))) return undefined;
  const parsed = parseRange(range, file.content.sizeBytes);
  if (parsed !== 'outside') return parsed;
  throw new FilesError('range_not_satisfiable', undefined, { 'content-range': `bytes */${file.content.sizeBytes}` });
}

function modifiedMs({ completedMs, createdMs }: CompleteFile): number {
  return completedMs ?? createdMs;
}

function headersOf(file: CompleteFile): OutgoingHttpHeaders {
  return {
    'content-type': file.contentType,
    'content-disposition': contentDisposition(file.name),
    'x-content-type-options': 'nosniff',
    etag: `"${file.sha256}"`,
    'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
    'last-modified': new Date(modifiedMs(file)).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

function lengthOf({ content: { sizeBytes } }: CompleteFile, range: ByteRange | undefined): OutgoingHttpHeaders {
  if (range === undefined) return { 'content-length': sizeBytes };
  const { start, end } = range;
  return { 'content-length': end - start, 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` };
}
