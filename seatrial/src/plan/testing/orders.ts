/** A plan that is right, for tests that change one thing in it. */
import { claim } from '../claims/claim.ts';
import { fault } from '../faults/fault.ts';
import { journey } from '../journey.ts';
import { load } from '../phases/load.ts';
import { system } from '../systems/system.ts';
import { defineTrial, type TrialOptions } from '../trial.ts';

export const COMMAND = ['node', 'server.js', '--port', '{port}'];
export const api = system('api', { command: COMMAND, instances: 2 });
export const shop = system('shop', { url: 'http://127.0.0.1:8080' });
export const order = journey('order', async () => {});
export const baseline = load('baseline', order, { users: 10, for: '30s' });
export const kill = fault.kill(api.instance(1), { at: '5s', restartAfter: '3s' });

/** The plan with these options in the place of its own; they need not be right. */
export function trial(options: object = {}): unknown {
  const plain = { name: 'orders', systems: [api], phases: [baseline], claims: [claim.errors(order, 'rate<1%')] };
  return defineTrial({ ...plain, ...options } as TrialOptions);
}

/** Options of a plan that has one phase with these options. */
export function phase(options: object): object {
  return { phases: [load('peak', order, options as never)] };
}

export function claims(...list: unknown[]): object {
  return { claims: list };
}
