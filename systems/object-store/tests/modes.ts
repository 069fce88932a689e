/**
 * The two forms of the store that its clients must not be able to tell apart: embedded (one process), and a cluster (a gateway, and
 * storage servers of their own). What is tried is tried against both, in real processes started once.
 */
import { type TestContext, test } from 'node:test';
import { startStorage, token } from './cluster/storage-process.ts';
import { type Start, type StoreProcess, startStoreProcess } from './store-process.ts';

export const modes = ['embedded', 'cluster'] as const;

export async function startMode(t: TestContext, mode: (typeof modes)[number]): Promise<StoreProcess> {
  return startStoreProcess(t, undefined, mode === 'cluster' ? await clusterOf(t, ['s1', 's2', 's3']) : {});
}

async function clusterOf(t: TestContext, ids: readonly string[]): Promise<Start> {
  const servers = await Promise.all(ids.map((id) => startStorage(t, { id })));
  const args = servers.flatMap(({ id, address }) => ['--storage', `${id}=${address}`]);
  return { args, environment: { OBJECT_STORE_CLUSTER_TOKEN: token } };
}

type Parts<Client> = Readonly<Record<string, (client: Client) => Promise<void>>>;

/** What a client is given to do; each part has buckets of its own, as others run at the same time. */
export interface Trial<Client> {
  readonly open: (t: TestContext, store: StoreProcess) => Promise<Client> | Client;
  readonly parts: Parts<Client>;
  /** What is the gateway's work alone, and the same in both: tried against the embedded store only. */
  readonly once?: Parts<Client>;
  /** Why it cannot be tried here. */
  readonly skip?: string | false;
}

/** One test for each mode, with the parts below it. */
export function tryInBothModes<Client>(what: string, { open, parts, once = {}, skip = false }: Trial<Client>): void {
  for (const mode of modes) {
    test(`${what}, ${mode}`, { skip, concurrency: 2 }, async (t) => {
      const client = await open(t, await startMode(t, mode));
      const all = Object.entries({ ...parts, ...(mode === 'embedded' ? once : {}) });
      await Promise.all(all.map(([name, part]) => t.test(name, () => part(client))));
    });
  }
}
