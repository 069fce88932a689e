/** Every path and method of the files API, in one table. `openapi.ts` describes the same to its users; a test compares the two. */
import type { Metadata } from '../metadata/metadata.ts';
import type { FilesCall, FilesHandler } from './call.ts';
import { deleteFile } from './handlers/delete-file.ts';
import { downloadFile } from './handlers/download-file.ts';
import { getFileMetadata } from './handlers/get-file-metadata.ts';
import { getHealth } from './handlers/get-health.ts';
import { getMetrics } from './handlers/get-metrics.ts';
import { getOpenApi } from './handlers/get-openapi.ts';
import { getUsage } from './handlers/get-usage.ts';
import { listFiles } from './handlers/list-files.ts';
import { addServer, listServers, removeServer } from './handlers/servers.ts';
import { uploadFile } from './handlers/upload-file.ts';

export type Route = { readonly method: string; readonly path: string } & (
  | { readonly access: 'anybody'; readonly handle: FilesHandler<Metadata, FilesCall> }
  | { readonly access: 'tenant' | 'admin'; readonly handle: FilesHandler<Metadata> }
);

export const routes: readonly Route[] = [
  { method: 'GET', path: '/health', access: 'anybody', handle: getHealth },
  { method: 'GET', path: '/openapi.json', access: 'anybody', handle: getOpenApi },
  { method: 'POST', path: '/files', access: 'tenant', handle: uploadFile },
  { method: 'GET', path: '/files', access: 'tenant', handle: listFiles },
  { method: 'GET', path: '/files/{file_id}', access: 'tenant', handle: downloadFile },
  { method: 'DELETE', path: '/files/{file_id}', access: 'tenant', handle: deleteFile },
  { method: 'GET', path: '/files/{file_id}/metadata', access: 'tenant', handle: getFileMetadata },
  { method: 'GET', path: '/metrics', access: 'admin', handle: getMetrics },
  { method: 'GET', path: '/admin/usage', access: 'admin', handle: getUsage },
  { method: 'GET', path: '/admin/servers', access: 'admin', handle: listServers },
  { method: 'POST', path: '/admin/servers', access: 'admin', handle: addServer },
  { method: 'DELETE', path: '/admin/servers/{server_id}', access: 'admin', handle: removeServer },
];
