/** GET /health: how each part of this store is, for anybody who asks. 503 only when it cannot do what it is for. */
import { replyJson } from '@seatrial/service-http';
import type { FilesCall, FilesHandler } from '../call.ts';

export const getHealth: FilesHandler<unknown, FilesCall> = async ({ response }, { health }) => {
  const { status, parts } = await health();
  const shown = parts.map(({ name, status, detail }) => ({ name, status, detail }));
  replyJson(response, { status, parts: shown }, status === 'failing' ? 503 : 200);
};
