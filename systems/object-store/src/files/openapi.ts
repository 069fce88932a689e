/**
 * The files API as an OpenAPI 3.1 document, served at /openapi.json. Written by hand; tests hold it against the table of routes, against
 * the OpenAPI schema, and hold every answer of the store against it.
 */
import { metrics, server, servers, usage } from './openapi-admin.ts';
import { file, fileMetadata, files } from './openapi-files.ts';
import { schemas } from './openapi-schemas.ts';
import { ANYBODY, failures, json } from './openapi-words.ts';

const health = {
  get: {
    operationId: 'getHealth',
    summary: 'Whether every part of the store works, measured when asked',
    security: ANYBODY,
    responses: {
      '200': { description: 'It serves; `degraded` when a part of it does not.', content: json('Health') },
      '500': failures()['500'],
      '503': { description: 'It does not serve; or there are too many connections.', content: json('HealthOrError') },
    },
  },
};

const openapi = {
  get: {
    operationId: 'getOpenApi',
    summary: 'This document',
    security: ANYBODY,
    responses: { '200': { description: 'This document.', content: json('OpenApi') }, ...failures() },
  },
};

export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Object store: files',
    version: '1.0.0',
    description:
      'Files in a multi-tenant, chunked store. The tenant is the one of the credential; nothing else names it.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{ bearer: [] }, { apiKey: [] }],
  paths: {
    '/health': health,
    '/openapi.json': openapi,
    '/files': files,
    '/files/{file_id}': file,
    '/files/{file_id}/metadata': fileMetadata,
    '/metrics': metrics,
    '/admin/usage': usage,
    '/admin/servers': servers,
    '/admin/servers/{server_id}': server,
  },
  components: {
    schemas,
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'HS256 or EdDSA, with iss, aud, exp, and the claims `tenant` and, where needed, `roles`.',
      },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'ID.SECRET' },
    },
  },
};
