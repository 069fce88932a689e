/** How the document describes what the role `admin` may do. */
import { CREDENTIALS, failures, json } from './openapi-words.ts';
import { SERVER_ID_PATTERN } from './server-json.ts';

export const metrics = {
  get: {
    operationId: 'getMetrics',
    summary: "The numbers of this store in Prometheus' text format",
    responses: {
      '200': { description: 'All metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...failures(...CREDENTIALS, 'role_missing'),
    },
  },
};

export const usage = {
  get: {
    operationId: 'getUsage',
    summary: 'What every tenant keeps, and how much it may',
    responses: {
      '200': { description: 'All tenants, by name.', content: json('Usage') },
      ...failures(...CREDENTIALS, 'role_missing'),
    },
  },
};

export const servers = {
  get: {
    operationId: 'listServers',
    summary:
      'The storage servers, as the last heartbeats found them; none when the store keeps bytes in its own folder',
    responses: {
      '200': { description: 'All servers, by id.', content: json('ServerList') },
      ...failures(...CREDENTIALS, 'role_missing'),
    },
  },
  post: {
    operationId: 'addServer',
    summary: 'Adds a storage server, changes the address of one, or takes back its draining',
    requestBody: { required: true, content: json('NewServer') },
    responses: {
      '201': { description: 'The server, asked once.', content: json('Server') },
      ...failures('invalid_body', ...CREDENTIALS, 'role_missing', 'not_a_cluster'),
    },
  },
};

export const server = {
  parameters: [
    { name: 'server_id', in: 'path', required: true, schema: { type: 'string', pattern: SERVER_ID_PATTERN.source } },
  ],
  delete: {
    operationId: 'removeServer',
    summary: 'Drains a storage server, and removes it once it is empty',
    description: 'The first call drains it. Call again until the answer is 204.',
    responses: {
      '202': { description: 'It is being emptied.', content: json('Server') },
      '204': { description: 'It is removed.' },
      ...failures(...CREDENTIALS, 'role_missing', 'server_not_found', 'not_a_cluster'),
    },
  },
};
