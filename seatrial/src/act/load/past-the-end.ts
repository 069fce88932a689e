/**
 * What a journey gets that goes on after its phase and its grace are over: an error. Requests and sleeps would end at once
 * from then on, so a journey that polls would never let go of the thread, and no timer and no signal would be heard again.
 */
import { PhaseOver } from '../../plan/stray.ts';

export async function pastTheEnd(): Promise<never> {
  await new Promise((resolve) => setImmediate(resolve)); // so that the thread is let go even where errors are caught
  throw new PhaseOver();
}
