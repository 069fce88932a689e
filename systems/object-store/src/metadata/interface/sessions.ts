/** Who is writing: chunks that are written under an open session are never orphans. */
import type { ChunkRef } from '../../contents/content-store.ts';

export interface Sessions {
  /** A session of a process that writes whole objects: chunks of open sessions are never orphans. */
  openSession(id: string, expiresMs: number): Promise<void>;
  /** Any kind of session: writer, multipart upload, file. False when the cleanup has already taken it for dead. */
  renewSession(id: string, expiresMs: number): Promise<boolean>;
  closeSession(id: string): Promise<void>;
  /** Forgets expired sessions, aborts their uploads, fails their files. */
  expireSessions(nowMs: number): Promise<{ readonly sessions: number; readonly released: readonly ChunkRef[] }>;
  /**
   * For a store that has its database for itself, at its start: whatever an earlier process was writing is over. Writers' sessions are
   * forgotten and their files fail; multipart uploads go on.
   */
  abandonSessions(): Promise<void>;
}
