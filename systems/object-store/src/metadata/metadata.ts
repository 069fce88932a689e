/**
 * What is known about buckets, objects, uploads, files, chunks and servers. The interface only: one implementation of the logic, two
 * databases under it (SQLite embedded, PostgreSQL for many gateways). Every change is durable when its promise resolves. Answers that a
 * client can cause are values; a rejected promise means that the change may or may not have happened, except for
 * `DatabaseUnavailableError` and `NoSpaceError`: then it has not. Whatever a change lets go of comes back as `released`: the caller hands it
 * to `ContentStore.remove`.
 */
import type { Buckets } from './interface/buckets.ts';
import type { Chunks } from './interface/chunks.ts';
import type { Files } from './interface/files.ts';
import type { Objects } from './interface/objects.ts';
import type { Servers } from './interface/servers.ts';
import type { Sessions } from './interface/sessions.ts';
import type { Tenants } from './interface/tenants.ts';
import type { Uploads } from './interface/uploads.ts';

/** What requests of clients ask for is in the first four; what keeps the store in order is in the others, and here. */
export interface Metadata extends Buckets, Objects, Uploads, Files, Sessions, Chunks, Servers, Tenants {
  /**
   * Whether this is the one of all gateways that does what one is enough for; to be asked before every round. When that one dies another
   * is, within seconds. For a moment there may be two, or none.
   */
  leads(): Promise<boolean>;

  /** What tells this store from every other: made once, the same for all gateways of the database. */
  storeId(): Promise<string>;

  /** Resolves when the database answers; throws otherwise. */
  check(): Promise<void>;
  /** Connections in use, idle and waited for; all zero where there is no pool. */
  poolUse(): { readonly used: number; readonly idle: number; readonly waiting: number };
  /** Finishes what was begun and closes. */
  close(): Promise<void>;
}

/** What a method answers with. */
export type Answer<Method extends keyof Metadata> = Awaited<ReturnType<Metadata[Method]>>;
