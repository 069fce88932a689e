/** What to do about a `quick` that showed nothing: it has no plan, so that the words of one do not help. */
import type { Ledger } from '../../evidence/ledger.ts';

/** A sentence and what to do, where the evidence is clear; null where it is not. */
export function quickAdvice(ledger: Ledger): { readonly problem: string; readonly hint: string } | null {
  const closed = ledger
    .of('endpoint-attached')
    .find(({ reachable, because }) => !reachable && because?.endsWith('connection refused'));
  if (closed) return { problem: `nothing listens at ${closed.url}`, hint: 'start it, and run the same again' };
  const led = ledger.of('redirected').find(({ status }) => status !== undefined);
  if (!led) return null;
  return {
    problem: `'${led.step}' was answered with status ${led.status}, which leads to ${led.to}; quick follows no redirect`,
    hint: 'name the address that it leads to, or write a plan that logs in or follows it: npx seatrial new',
  };
}
