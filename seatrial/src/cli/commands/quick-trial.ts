/** The trial of `seatrial quick`: one address, loaded by one journey. Made from plain data, so that every thread of load can make it too. */
import { claim } from '../../plan/claims/claim.ts';
import { journey } from '../../plan/journey.ts';
import { load } from '../../plan/phases/load.ts';
import { SHORTEST_SECRET } from '../../plan/secrets.ts';
import { system } from '../../plan/systems/system.ts';
import { defineTrial, type Trial } from '../../plan/trial.ts';
import { credentialsOf } from '../../std/credentials.ts';
import type { DurationText, RateText } from '../../std/units.ts';

export interface QuickLoad {
  readonly users: string;
  readonly duration: DurationText;
  readonly rate?: RateText;
  readonly threshold: readonly string[];
  readonly allowRemote?: boolean;
}

/** What it claims: few errors, latencies as told, and a generator that kept up. `address` is a whole http URL. */
export function quickTrial(address: string, options: QuickLoad): Trial {
  const url = new URL(address);
  const credentials = credentialsOf(url);
  // With a user and a password it is asked for whole: `t.http` sends them as Basic.
  const asked = credentials === '' ? url.pathname + url.search : url.href;
  const secrets = [credentials, credentials.replace(/^[^:]*:/, '')].filter(({ length }) => length >= SHORTEST_SECRET);
  const target = system('target', { url: url.origin, ...(options.allowRemote && { allowRemote: true }) });
  const visit = journey('visit', async (t) => {
    await t.http.get(asked);
  });
  const users = wholeNumber(options.users);
  const level = options.rate === undefined ? { users } : { rate: options.rate, maxUsers: users };
  return defineTrial({
    name: `quick ${url.host}`,
    systems: [target],
    secrets,
    phases: [load('load', visit, { ...level, for: options.duration })],
    claims: [
      claim.errors(visit, 'rate<1%'),
      ...[...new Set(options.threshold)].map((threshold) => claim.latency(visit, threshold)),
      claim.generator(),
    ],
  });
}

/** The text of a module whose default export is this trial: what a thread of load imports. */
export function quickPlan(address: string, options: QuickLoad): string {
  const given = [address, options].map((part) => JSON.stringify(part)).join(', ');
  return `import { quickTrial } from ${JSON.stringify(import.meta.url)};\nexport default quickTrial(${given});\n`;
}

/** What is no number stays the text that was given, so that the complaint can show it. */
function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (text as unknown as number);
}
