/** GET /metrics: the numbers of this store for Prometheus. They show every tenant, so they are for administrators only. */
import type { FilesHandler } from '../call.ts';

export const getMetrics: FilesHandler = async ({ response }, { metrics }) => {
  const text = await metrics.text();
  const headers = { 'content-type': metrics.contentType, 'content-length': Buffer.byteLength(text) };
  response.writeHead(200, headers).end(text);
};
