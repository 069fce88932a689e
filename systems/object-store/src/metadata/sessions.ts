/**
 * Sessions: the promise that somebody is still writing chunks whose ids begin with the session's. A row is an open session. Whoever commits
 * chunks holds on to the row until the end of the transaction, so a session cannot be taken for dead under a commit.
 */
import { ask, type Questions } from '@seatrial/service-sql';

export type SessionKind = 'writer' | 'upload' | 'file';

export function* openSession(id: string, kind: SessionKind, expiresMs: number): Questions<void> {
  yield* ask('INSERT INTO session (id, kind, expires_ms) VALUES ($1, $2, $3)', id, kind, expiresMs);
}

/** Whether the session is open; if so it stays open until the end of this transaction. */
export function* holdSession(id: string): Questions<boolean> {
  return (yield* ask('SELECT id FROM session WHERE id = $1 FOR KEY SHARE', id)).length > 0;
}

export function* renewSession(id: string, expiresMs: number): Questions<boolean> {
  const renewed = yield* ask('UPDATE session SET expires_ms = $2 WHERE id = $1 RETURNING id', id, expiresMs);
  return renewed.length > 0;
}

export function* closeSession(id: string): Questions<void> {
  yield* ask('DELETE FROM session WHERE id = $1', id);
}
