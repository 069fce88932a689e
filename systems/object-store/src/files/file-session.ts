/** Keeps the session of a file open while it is uploaded, however long that takes; when we die, it ends by itself. */
import type { Logger } from '@seatrial/service-log';
import type { Sessions } from '../metadata/interface/sessions.ts';

/** So long after its last sign of life an upload is taken for dead. */
export const SESSION_MS = 10 * 60_000;
const RENEW_EVERY_MS = 2 * 60_000;

/** Renews until the returned function is called. A renewal that fails is tried again; one that comes too late shows when the file is completed. */
export function keepSession(metadata: Pick<Sessions, 'renewSession'>, id: string, log: Logger): () => void {
  const timer = setInterval(() => {
    metadata
      .renewSession(id, Date.now() + SESSION_MS)
      .catch((error: unknown) => log.warn({ err: error, file: id }, 'the session of an upload was not renewed'));
  }, RENEW_EVERY_MS);
  return () => clearInterval(timer);
}
