/**
 * Logins of a setup that did not let anybody in, although each answer was a success: they led to the page where one logs in. So does
 * another request, where nothing of the setup may have been the login; to be led there first and to log in then is what users do.
 */
import { countedIn } from '../evidence/counted.ts';
import type { Ledger } from '../evidence/ledger.ts';
import type { RecordOf } from '../evidence/records.ts';
import { type CoveredPhase, inSetups } from './coverage.ts';
import { isLoginForm, isLoginStep, isRefusal } from './login-names.ts';
import { many } from './wording.ts';

type Redirected = RecordOf<'redirected'>;

const LOOKS = /^(?:GET|HEAD) /;
const FRONT_PAGE = /^[A-Z]+ \/$/;

/** `so`: what follows from it. */
export function ledBackToLogin(
  phases: readonly CoveredPhase[],
  so: string,
  ledger: Ledger,
): { readonly because: readonly string[]; readonly records: readonly Redirected[] } {
  const all = inSetups(phases, ledger.of('redirected'));
  const steps = inSetups(phases, ledger.of('window'))
    .filter((window) => countedIn(window) !== 'iteration' && !LOOKS.test(window.step))
    .map(({ step }) => step);
  const isLedBack = (group: readonly Redirected[]): boolean => {
    const [{ of, step, to }] = group as [Redirected];
    const elsewhere = all.filter((other) => other.of === of && other.step === step && !isLoginForm(other.to));
    if (of === 'step' && sum(elsewhere) >= sum(group)) return false;
    if (isLoginStep(step) || (isRefusal(to) && !LOOKS.test(step))) return true;
    const mayBeLater = steps.some((other) => other !== step);
    return (of === 'step' || LOOKS.test(step)) && !FRONT_PAGE.test(step) && !mayBeLater;
  };
  const groups = Map.groupBy(
    all.filter(({ to }) => isLoginForm(to)),
    ({ of, step, to, status }) => `${of} ${status} ${to} ${step}`,
  );
  const back = [...groups.values()].filter(isLedBack);
  const because = back.map((group) => {
    const [{ of, step, to, status }] = group as [Redirected];
    const where = of === 'step' ? `inside the step '${step}' of the setup` : `of '${step}' in the setup`;
    const how = status === undefined ? `came from ${to}, where a redirect led` : `led to ${to}`;
    return `${many(sum(group), 'answer')} ${where} ${how}: ${so}`;
  });
  return { because, records: back.flat() };
}

function sum(records: readonly Redirected[]): number {
  return records.reduce((total, { count }) => total + count, 0);
}
