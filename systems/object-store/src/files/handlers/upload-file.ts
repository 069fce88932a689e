/** POST /files: one file in a form, from the wire to its chunks without a stop. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { replyJson } from '@seatrial/service-http';
import { usingBriefly } from '../../brief-memory.ts';
import type { Files } from '../../metadata/interface/files.ts';
import type { Sessions } from '../../metadata/interface/sessions.ts';
import type { FilesHandler } from '../call.ts';
import { FilesError } from '../errors.ts';
import { readContentType, readFileName } from '../file-name.ts';
import { openForm } from '../form.ts';
import { atMost, MOST_FILE_BYTES } from '../most-bytes.ts';
import { storeFile } from '../store-file.ts';

/** What a form may hold besides the file. */
const MOST_OVERHEAD_BYTES = 64 * 1024;

export const uploadFile: FilesHandler<Files & Sessions> = async (call, services) => {
  const { request, response, caller } = call;
  const bodyBytes = announcedBytes(request);
  const leastBytes = bodyBytes - MOST_OVERHEAD_BYTES;
  if (!(await services.room(caller.tenant, leastBytes))) throw new FilesError('quota_exceeded');
  if (call.waiting) response.writeContinue();
  const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const form = await openForm(request.headers['content-type'], usingBriefly(source));
  try {
    const name = readFileName(form.name);
    const file = {
      id: randomBytes(16).toString('hex'),
      tenant: caller.tenant,
      name,
      contentType: readContentType(form.contentType),
      sizeHintBytes: Math.min(MOST_FILE_BYTES, bodyBytes - fewestOverheadBytes(name)),
    };
    const { content, sha256 } = await storeFile(services, call.log, file, atMost(MOST_FILE_BYTES, form.bytes));
    const answer = {
      file_id: file.id,
      filename: name,
      size: content.sizeBytes,
      content_type: file.contentType,
      checksum: sha256,
      chunks: content.chunks.length,
      status: 'completed',
    };
    replyJson(response, answer, 201, { location: `/files/${file.id}` });
  } finally {
    form.abandon();
  }
};

/** Throws length_required or file_too_large. */
function announcedBytes(request: IncomingMessage): number {
  const length = request.headers['content-length'];
  if (length === undefined) throw new FilesError('length_required');
  if (Number(length) > MOST_FILE_BYTES + MOST_OVERHEAD_BYTES) throw new FilesError('file_too_large');
  return Number(length);
}

/** No form with a file of this name has less around it, so the size we expect is never too small, and nor are the chunks. */
function fewestOverheadBytes(name: string): number {
  return Buffer.byteLength(`--b\r\ncontent-disposition:form-data;name=file;filename=${name}\r\n\r\n\r\n--b--`);
}
