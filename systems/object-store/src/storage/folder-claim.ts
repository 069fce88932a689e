/**
 * A folder belongs to one storage server, and one process at a time may use it. SQLite's file lock holds the claim because Node has no
 * lock of its own: the kernel lets it go when the process dies, however it dies.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface FolderClaim {
  /** The store whose chunks are in the folder: from the first call on the one that was named then. */
  ownerFor(storeId: string): string;
  release(): void;
}

/** Makes the folder if it is missing. Throws an Error whose message is meant for the operator. */
export function claimFolder(directory: string, serverId: string): FolderClaim {
  mkdirSync(directory, { recursive: true });
  let owner: string | undefined;
  const database = new DatabaseSync(join(directory, 'server.db'), { timeout: 1000 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE');
    database.exec('CREATE TABLE IF NOT EXISTS server (id TEXT NOT NULL) STRICT');
    database.exec('CREATE TABLE IF NOT EXISTS store (id TEXT NOT NULL) STRICT');
    const server = database.prepare('SELECT id FROM server').get()?.id;
    if (server === undefined) database.prepare('INSERT INTO server VALUES (?)').run(serverId);
    else if (server !== serverId)
      throw new Error(`The folder ${directory} belongs to the storage server '${server}', not to '${serverId}'.`);
    database.exec('COMMIT');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/.test(error.message))
      throw new Error(`The folder ${directory} is in use by another process.`);
    throw error;
  }
  return {
    ownerFor(storeId) {
      owner ??= ownerIn(database, storeId);
      return owner;
    },
    release: () => database.close(),
  };
}

function ownerIn(database: DatabaseSync, storeId: string): string {
  const known = database.prepare('SELECT id FROM store').get()?.id;
  if (known !== undefined) return String(known);
  database.prepare('INSERT INTO store VALUES (?)').run(storeId);
  return storeId;
}
