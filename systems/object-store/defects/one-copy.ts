/**
 * Defect of a cluster: the second replica is written to the server that has the first, so there is one copy, and the metadata names two
 * servers. Nothing shows until one of them is gone.
 */
import { createClusterContents } from '../src/contents/cluster-contents.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'acknowledged objects of storage servers read back byte for byte';

export const plant: Defect = (parts) => {
  const { cluster, membership } = parts.storage;
  if (membership === undefined) return parts;
  const put: typeof cluster.put = async (id, source, sizeHintBytes) => {
    const servers = membership.wanted(id);
    const store = membership.store(servers[0] ?? '');
    if (store === undefined) return cluster.put(id, source, sizeHintBytes);
    return { ...(await store.put(id, source, sizeHintBytes)), servers };
  };
  return { ...parts, contents: createClusterContents({ ...cluster, put, repair: () => undefined }) };
};
