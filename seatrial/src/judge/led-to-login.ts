/**
 * Whether those who asked for something were led to a login page most of the time: figures of that page are not of what was
 * asked for. A page is one by its name. It is none of this where the journey logs in itself, or where the plan asks for the
 * redirect with `expect`; and a front page may lead there.
 */
import { countedIn } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { type CoveredPhase, within } from './coverage.ts';
import { outOf } from './wording.ts';

const LOGIN = /(?:^|[^a-z])(?:log[-_ ]?[io]n|sign[-_ ]?in|sso|authn?|authenticate|authorize|oauth2?)(?:$|[^a-z])/i;
const FRONT_PAGE = /^[A-Z]+ \/$/;
const MOST = 0.5;

/** `isAbout`: whether the claim is about a step of this name. */
export function ledToLogin(
  phases: readonly CoveredPhase[],
  isAbout: (step: string) => boolean,
  ledger: Ledger,
): { readonly because: readonly string[]; readonly records: readonly RecordOf<'redirected'>[] } {
  const records = within(phases, ledger.of('redirected')).filter(
    ({ step, to, status }) =>
      status === undefined && isAbout(step) && LOGIN.test(to) && !LOGIN.test(step) && !FRONT_PAGE.test(step),
  );
  if (records.length === 0) return { because: [], records };
  const windows = within(phases, ledger.of('window'));
  if (windows.some(({ step }) => LOGIN.test(step))) return { because: [], records: [] };
  const because = [...Map.groupBy(records, ({ of, step, to }) => `${of} ${to} ${step}`).values()].flatMap((group) => {
    const [{ of, step, to }] = group as [RecordOf<'redirected'>];
    const led = group.reduce((sum, { count }) => sum + count, 0);
    const succeeded = windows
      .filter((window) => window.step === step && (countedIn(window) === 'step') === (of === 'step'))
      .reduce((sum, { count, failed }) => sum + count - failed, 0);
    if (led < MOST * succeeded) return [];
    return [
      `${outOf(led, Math.max(led, succeeded), 'answer')} of '${step}' came from ${to}, where a redirect led: log in first, or ask for ${to} itself if it is what users see`,
    ];
  });
  return { because, records: because.length > 0 ? records : [] };
}
