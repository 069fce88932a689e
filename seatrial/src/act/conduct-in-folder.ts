/** Conducts with a folder for the instances' data, which is gone afterwards. What breaks ends the trial, never its evidence. */
import type { Actions } from '../plan/resolved.ts';
import { type ConductContext, conduct } from './conduct.ts';
import { openDataFolder } from './systems/data-folder.ts';
import type { TrialOutcome } from './watch.ts';

/**
 * Never throws. `broken`: not a system but the disk or Seatrial itself could not go on, so what is recorded may not be all.
 * @param parent folder below which each trial's data has one of its own
 */
export async function conductInFolder(
  actions: Actions,
  parent: string,
  context: Omit<ConductContext, 'dataFolder'>,
): Promise<TrialOutcome & { broken: boolean }> {
  try {
    const data = openDataFolder(parent);
    try {
      return { ...(await conduct(actions, { ...context, dataFolder: data.folder })), broken: false };
    } finally {
      data.remove();
    }
  } catch (error) {
    const because = `the trial could not go on: ${(error as Error).message}`;
    return { outcome: 'failed', because, broken: true };
  }
}
