/** The storage servers that the cluster knows. One that was removed is remembered: `server-removal.ts` says why. */
import { ask, type Questions } from '@seatrial/service-sql';
import { chunkCounts } from './chunks.ts';
import type { ServerEntry } from './interface/servers.ts';
import { holdCommits } from './server-removal.ts';

export function* listServers(): Questions<readonly ServerEntry[]> {
  const rows = yield* ask(`SELECT * FROM server WHERE state <> 'removed' ORDER BY id`);
  return rows.map((row) => ({
    id: String(row.id),
    address: String(row.address),
    state: row.state === 'draining' ? 'draining' : 'active',
  }));
}

export function* putServer({ id, address, state }: ServerEntry): Questions<void> {
  yield* ask(
    'INSERT INTO server (id, address, state) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET address = excluded.address, state = excluded.state',
    id,
    address,
    state,
  );
}

export function* removeServer(id: string): Questions<boolean> {
  yield* holdCommits();
  if ((yield* chunkCounts()).has(id)) return false;
  yield* ask(`UPDATE server SET state = 'removed' WHERE id = $1`, id);
  return true;
}
