/** How the document describes files. */
import { header } from '@seatrial/service-http';
import { FILE_STATUSES, LAST_PAGE, LONGEST_PAGE, USUAL_PAGE } from './handlers/list-files.ts';
import { CREDENTIALS, failures, json, ref } from './openapi-words.ts';

const fileId = {
  name: 'file_id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
};

const fileHeaders = {
  ETag: header('The SHA-256 of the whole file, in hex and in quotes.', '^"[0-9a-f]{64}"$'),
  'Repr-Digest': header('The SHA-256 of the whole file (RFC 9530).', '^sha-256=:[A-Za-z0-9+/]{43}=:$'),
  'Content-Disposition': header('The name of the file (RFC 6266).', '^attachment; filename='),
  'Accept-Ranges': header('Ranges of bytes can be asked for.', '^bytes$'),
};

const rangeHeaders = { ...fileHeaders, 'Content-Range': header('Which bytes these are.', '^bytes \\d+-\\d+/\\d+$') };
const bytes = { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } };

function queryParameter(name: string, description: string, schema: object) {
  return { name, in: 'query', description, schema };
}

export const files = {
  post: {
    operationId: 'uploadFile',
    summary: 'Uploads a file',
    description:
      'The body is streamed into at most six chunks and never buffered; Content-Length is required. What is wrong with the head of the request ' +
      'or is too large for the quota is refused and leaves no record. The file appears in lists as soon as its part of the form has begun, ' +
      'pending; it is uploading from its first byte, then completed or failed. A name loses the folders before it.',
    requestBody: {
      required: true,
      content: { 'multipart/form-data': { schema: ref('Upload') } },
    },
    responses: {
      '201': {
        description: 'The file is complete and durable.',
        headers: { Location: header('The path of the file.', '^/files/[0-9a-f]{32}$') },
        content: json('UploadedFile'),
      },
      ...failures(
        'not_multipart',
        'malformed_form',
        'file_missing',
        'too_many_files',
        'file_empty',
        'file_name_invalid',
        ...CREDENTIALS,
        'upload_expired',
        'length_required',
        'file_too_large',
        'quota_exceeded',
        'storage_full',
      ),
    },
  },
  get: {
    operationId: 'listFiles',
    summary: "Lists the tenant's files, newest first",
    parameters: [
      queryParameter('page', 'Pages count from 1.', { type: 'integer', minimum: 1, maximum: LAST_PAGE, default: 1 }),
      queryParameter('per_page', 'Files on a page.', {
        type: 'integer',
        minimum: 1,
        maximum: LONGEST_PAGE,
        default: USUAL_PAGE,
      }),
      queryParameter('status', 'Only files of this status.', { type: 'string', enum: FILE_STATUSES }),
    ],
    responses: {
      '200': { description: 'One page.', content: json('FileList') },
      ...failures('invalid_parameter', ...CREDENTIALS),
    },
  },
};

export const file = {
  parameters: [fileId],
  get: {
    operationId: 'downloadFile',
    summary: 'Downloads a file, or a range of it',
    parameters: [
      { name: 'Range', in: 'header', description: 'One range of bytes.', schema: { type: 'string' } },
      { name: 'If-None-Match', in: 'header', description: 'An entity tag that is known.', schema: { type: 'string' } },
      { name: 'If-Range', in: 'header', description: 'The entity tag the range is of.', schema: { type: 'string' } },
    ],
    responses: {
      '200': { description: 'The bytes, verified before they are sent.', headers: fileHeaders, content: bytes },
      '206': { description: 'The range that was asked for.', headers: rangeHeaders, content: bytes },
      '304': { description: 'The file is the one that is known.', headers: fileHeaders },
      ...failures(...CREDENTIALS, 'file_not_found', 'file_incomplete', 'range_not_satisfiable'),
    },
  },
  delete: {
    operationId: 'deleteFile',
    summary: 'Deletes a file and its chunks',
    responses: {
      '204': { description: 'The file is gone.' },
      ...failures(...CREDENTIALS, 'file_not_found', 'file_incomplete'),
    },
  },
};

export const fileMetadata = {
  parameters: [fileId],
  get: {
    operationId: 'getFileMetadata',
    summary: 'What is known about a file, whatever its status, and where its chunks are',
    responses: {
      '200': { description: 'The file.', content: json('FileMetadata') },
      ...failures(...CREDENTIALS, 'file_not_found'),
    },
  },
};
