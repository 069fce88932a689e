/**
 * The end of sessions that nobody renews: one transaction a session, so that a long list holds nobody up. A session that is renewed at the
 * last moment lives on. What it wrote without committing is for the cleanup to find: nothing refers to it, and its session is gone.
 */
import { ask, type Database, type Questions } from '@seatrial/service-sql';
import type { ChunkRef } from '../contents/content-store.ts';
import { failFile } from './files.ts';
import type { Answer } from './metadata.ts';
import type { SessionKind } from './sessions.ts';
import { forgetUploads, lockUpload } from './uploads.ts';

const LOOKED_UP_AT_ONCE = 100;

/** Ends sessions of these kinds that were not renewed beyond `nowMs`. */
export async function expireSessions(
  database: Database,
  nowMs: number,
  kinds: readonly SessionKind[],
): Promise<Answer<'expireSessions'>> {
  const released: ChunkRef[] = [];
  let sessions = 0;
  for (;;) {
    const expired = await database.read(() =>
      ask(
        'SELECT id FROM session WHERE expires_ms <= $1 AND kind = ANY ($2) LIMIT $3',
        nowMs,
        kinds,
        LOOKED_UP_AT_ONCE,
      ),
    );
    for (const { id } of expired) {
      const chunks = await database.change(() => expireSession(String(id), nowMs));
      if (chunks === undefined) continue;
      sessions += 1;
      released.push(...chunks);
    }
    if (expired.length < LOOKED_UP_AT_ONCE) return { sessions, released };
  }
}

/** Undefined when the session was closed or renewed meanwhile. */
function* expireSession(id: string, nowMs: number): Questions<readonly ChunkRef[] | undefined> {
  // The upload or the file first, as everybody does who changes them: nobody waits in a circle.
  const tenant = yield* lockUpload(id);
  yield* ask('SELECT id FROM file WHERE id = $1 FOR UPDATE', id);
  const ended = yield* ask('DELETE FROM session WHERE id = $1 AND expires_ms <= $2 RETURNING id', id, nowMs);
  if (ended.length === 0) return undefined;
  yield* failFile(id);
  return tenant === undefined ? [] : yield* forgetUploads([id], tenant);
}
