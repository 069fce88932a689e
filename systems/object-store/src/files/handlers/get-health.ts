/** GET /health: the truth about this store's parts, for anybody who asks. */
import type { FilesCall, FilesHandler } from '../call.ts';
import { replyJson } from '../reply-json.ts';

export const getHealth: FilesHandler<FilesCall> = async ({ response }, { health }) => {
  const problems = await health();
  const healthy = problems.length === 0;
  replyJson(response, { status: healthy ? 'ok' : 'failing', problems }, healthy ? 200 : 503);
};
