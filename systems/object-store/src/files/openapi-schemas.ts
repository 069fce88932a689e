/** What answers of the files API look like, as JSON Schema 2020-12. Closed: an answer with anything more is a mistake here or there. */
import { filesErrors } from './errors.ts';
import { FILE_STATUSES } from './handlers/list-files.ts';
import { ADDRESS_PATTERN, SERVER_ID_PATTERN } from './server-json.ts';

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const time = { type: 'string', format: 'date-time' };
const fileId = { type: 'string', pattern: '^[0-9a-f]{32}$' };
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file, in hex.' };

/** An object that has all of these and nothing else. */
function closed(properties: Readonly<Record<string, object>>) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

const fileProperties = {
  file_id: fileId,
  filename: { type: 'string', minLength: 1 },
  size: { ...orNull({ type: 'integer', minimum: 1 }), description: 'In bytes; null until completed.' },
  content_type: text,
  checksum: orNull(sha256),
  status: {
    enum: FILE_STATUSES,
    description:
      'pending: its part of the form has begun, and no byte of it has come. uploading: from its first byte. completed: all of it is durable, ' +
      'and can be read. failed: it broke off or was refused, and nothing of it is left but this record.',
  },
  created_at: time,
  completed_at: orNull(time),
};

const chunk = closed({
  index: count,
  size: { type: 'integer', minimum: 1 },
  servers: { type: 'array', items: text, minItems: 1, uniqueItems: true },
  checksum: {
    ...sha256,
    description:
      'SHA-256, in hex, of the sums that are compared whenever the chunk is read: for every 256 KiB of it the tag of AES-128-GCM over nothing, those bytes authenticated, key and nonce zeros.',
  },
});

const serverId = { type: 'string', pattern: SERVER_ID_PATTERN.source };
const address = { type: 'string', pattern: ADDRESS_PATTERN.source, description: 'HOST:PORT' };

const server = closed({
  id: serverId,
  address,
  state: {
    enum: ['active', 'draining'],
    description: 'Nothing new goes to a draining server, and what it has goes elsewhere.',
  },
  up: { type: 'boolean', description: 'Whether it answers heartbeats.' },
  full: { type: 'boolean' },
  chunks: count,
  available_bytes: orNull(count),
  used_bytes: orNull(count),
  total_bytes: orNull(count),
});

const tenantUsage = closed({ tenant: text, bytes: count, objects: count, quota_bytes: orNull(count) });

const error = closed({
  error: closed({ code: { enum: Object.keys(filesErrors) }, message: text, requestId: text }),
});

const healthStatus = { enum: ['ok', 'degraded', 'failing'] };

const health = closed({
  status: healthStatus,
  parts: { type: 'array', items: closed({ name: text, status: healthStatus, detail: text }), minItems: 1 },
});

export const schemas = {
  Error: error,
  Health: health,
  HealthOrError: { anyOf: [health, error] },
  OpenApi: { type: 'object', required: ['openapi', 'info', 'paths'] },
  Upload: {
    type: 'object',
    properties: {
      file: { type: 'string', contentMediaType: 'application/octet-stream', description: '1 byte to 10 GiB.' },
    },
    required: ['file'],
  },
  UploadedFile: closed({
    file_id: fileId,
    filename: fileProperties.filename,
    size: { type: 'integer', minimum: 1 },
    content_type: text,
    checksum: sha256,
    chunks: { type: 'integer', minimum: 1, maximum: 6 },
    status: { const: 'completed' },
  }),
  File: closed(fileProperties),
  FileMetadata: closed({ ...fileProperties, chunks: { type: 'array', items: chunk } }),
  Usage: closed({ tenants: { type: 'array', items: tenantUsage } }),
  NewServer: closed({ id: serverId, address }),
  Server: server,
  ServerList: closed({ servers: { type: 'array', items: server } }),
  FileList: closed({
    files: { type: 'array', items: { $ref: '#/components/schemas/File' } },
    pagination: closed({ page: count, per_page: count, total_count: count, total_pages: count }),
  }),
};
