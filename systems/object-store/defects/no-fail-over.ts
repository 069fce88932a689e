/** Defect of a cluster: a read asks one server and no other. While that one is gone, what it keeps cannot be read, although there is another copy. */
import { createClusterContents } from '../src/contents/cluster-contents.ts';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'errors of reads while a storage server is down count==0';

export const plant: Defect = (parts) => {
  const readOrder = (servers: readonly string[]): readonly string[] => [...servers].sort().slice(0, 1);
  const cluster = { ...parts.storage.cluster, readOrder, locate: async () => [] };
  return { ...parts, contents: createClusterContents(cluster) };
};
