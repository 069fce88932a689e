/** Which store this database is that of: an id made once, the same for all gateways. Storage servers keep the chunks of one store. */
import { ask, type Questions } from '@seatrial/service-sql';

/** `fresh` becomes the id of a database that has none. */
export function* storeId(fresh: string): Questions<string> {
  yield* ask('INSERT INTO store (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING', fresh);
  const [row] = yield* ask('SELECT id FROM store WHERE one = 1');
  return String(row?.id);
}
