/**
 * Whether those who asked for something were often led to a login page: figures of that page are not of what was asked for. It is
 * none of this where the plan asks for the redirect with `expect`, and a front page may lead there. Where the journey logs in as often as it is
 * led there, it is none of this either, as far as the login shows: the same is asked again and got, or the login leads back to it.
 */
import { countedIn } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { type CoveredPhase, within } from './coverage.ts';
import { isLoginPage, isLoginStep } from './login-names.ts';
import { outOf } from './wording.ts';

type Redirected = RecordOf<'redirected'>;

const FRONT_PAGE = /^[A-Z]+ \/$/;
const OFTEN = 0.1;

/** `isAbout`: whether the claim is about a step of this name. */
export function ledToLogin(
  phases: readonly CoveredPhase[],
  isAbout: (step: string) => boolean,
  ledger: Ledger,
): { readonly because: readonly string[]; readonly records: readonly Redirected[] } {
  const all = within(phases, ledger.of('redirected'));
  const led = all.filter(
    ({ step, to, status }) =>
      status === undefined && isAbout(step) && isLoginPage(to) && !isLoginPage(step) && !FRONT_PAGE.test(step),
  );
  const windows = within(phases, ledger.of('window'));
  const logins = succeeded(windows.filter(({ step }) => isLoginStep(step)));
  const told = [...Map.groupBy(led, ({ of, step, to }) => `${of} ${to} ${step}`).values()].flatMap((group) => {
    const [{ of, step, to }] = group as [Redirected];
    const count = sum(group);
    const answers = succeeded(
      windows.filter((window) => window.step === step && (countedIn(window) === 'step') === (of === 'step')),
    );
    if (count < OFTEN * answers) return [];
    const isAskedAgain = answers - count >= count;
    if (logins >= count && (isAskedAgain || leadsBack(all, step) >= count)) return [];
    const because = `${outOf(count, Math.max(count, answers), 'answer')} of '${step}' came from ${to}, where a redirect led: log in first, or ask for ${to} itself if it is what users see`;
    return [{ because, group }];
  });
  return { because: told.map(({ because }) => because), records: told.flatMap(({ group }) => group) };
}

/** How often a login led to what the step `GET /orders` asks for. */
function leadsBack(all: readonly Redirected[], step: string): number {
  const path = step.replace(/^[A-Z]+ /, '');
  return sum(all.filter((one) => isLoginStep(one.step) && one.to.replace(/\?.*/, '') === path));
}

function succeeded(windows: readonly RecordOf<'window'>[]): number {
  return windows.reduce((total, { count, failed }) => total + count - failed, 0);
}

function sum(records: readonly Redirected[]): number {
  return records.reduce((total, { count }) => total + count, 0);
}
