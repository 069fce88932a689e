/**
 * A phase run for a test, against a real server or none; gives back every fact it left. What a journey throws is evidence,
 * and so would an assertion in it be that does not hold: a test that does not ask for it fails.
 */
import assert from 'node:assert/strict';
import type { Fact, FactKind } from '../../../evidence/records.ts';
import { claim } from '../../../plan/claims/claim.ts';
import { type JourneyFunction, journey } from '../../../plan/journey.ts';
import type { Phase } from '../../../plan/phases/kinds.ts';
import { type LoadOptions, load } from '../../../plan/phases/load.ts';
import { resolveTrial } from '../../../plan/resolve.ts';
import type { JourneyPhase } from '../../../plan/resolved.ts';
import { system } from '../../../plan/systems/system.ts';
import { defineTrial } from '../../../plan/trial.ts';
import { type Clock, systemClock } from '../../../std/clock.ts';
import { AcknowledgedWrites } from '../../history/acknowledged.ts';
import { HistoryBook } from '../../history/history.ts';
import { runPhase } from '../drive/run-phase.ts';
import type { Share } from '../share.ts';

/** Nobody listens there; connections are refused at once. */
const NOWHERE = 'http://127.0.0.1:1';

export class Facts {
  readonly list: Fact[] = [];

  of<K extends FactKind>(kind: K): Extract<Fact, { kind: K }>[] {
    return this.list.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  }

  /** Everything completed under a step, over all windows. */
  step(name: string): { count: number; failed: number } {
    const windows = this.of('window').filter((window) => window.step === name);
    const sum = (what: 'count' | 'failed'): number => windows.reduce((total, window) => total + window[what], 0);
    return { count: sum('count'), failed: sum('failed') };
  }

  /** What journeys threw, and mistakes of the plan. */
  thrown(): string[] {
    const causes = ['journey threw', 'journey mistake'];
    const errors = this.of('errors').filter(({ cause }) => causes.includes(cause));
    return [...errors.map(({ example }) => example), ...this.of('plan-mistake').map(({ what }) => what)];
  }

  arrivals(): { due: number; started: number; dropped: number } {
    const total = { due: 0, started: 0, dropped: 0 };
    for (const { due, started, dropped } of this.of('arrivals')) {
      total.due += due ?? 0;
      total.started += started;
      total.dropped += dropped;
    }
    return total;
  }
}

export function resolved(phase: Phase): JourneyPhase {
  const options = { name: 'test', systems: [system('api', { url: NOWHERE })], claims: [claim.generator()] };
  const resolution = resolveTrial(defineTrial({ ...options, phases: [phase] }));
  const first = resolution.ok ? resolution.plan.actions.phases[0] : undefined;
  if (!(first && 'journey' in first)) throw new Error(JSON.stringify(resolution));
  return first;
}

export interface Stage {
  readonly urls?: readonly string[];
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly share?: Share;
  readonly acknowledged?: AcknowledgedWrites;
  /** What the setup returned. */
  readonly data?: unknown;
  /** The journey is to throw, or to be wrong. */
  readonly throws?: true;
}

export async function runOn(phase: JourneyPhase, stage: Stage = {}): Promise<Facts> {
  const clock = stage.clock ?? systemClock();
  const facts = new Facts();
  const emit = (fact: Fact): void => void facts.list.push(fact);
  await runPhase(phase, {
    emit,
    clock,
    seed: 1,
    token: 'token',
    urls: stage.urls ?? [NOWHERE],
    history: new HistoryBook(emit, () => clock.nowUs(), stage.acknowledged ?? new AcknowledgedWrites()),
    data: stage.data,
    share: stage.share ?? { index: 0, of: 1 },
    ownHealth: () => ({ loopDelayP99Us: 1, loopDelayMaxUs: 2, cpu: 0.5 }),
    signal: stage.signal ?? new AbortController().signal,
  });
  if (stage.throws !== true) assert.deepEqual(facts.thrown(), [], 'the journey threw');
  return facts;
}

/** Runs a phase `phase` of a journey `visit`. */
export function runLoad(run: JourneyFunction, options: LoadOptions, stage: Stage = {}): Promise<Facts> {
  return runOn(resolved(load('phase', journey('visit', run), options)), stage);
}
