/**
 * Checks a plan and fills in every default. All mistakes are returned at once; a plan with none becomes a frozen
 * `ResolvedPlan` whose digest covers everything in it, the source text of its functions included.
 */
import type { PlanSummary } from '../evidence/header.ts';
import { digestOf } from '../std/digest.ts';
import { deepFreeze } from '../std/freeze.ts';
import { type Choice, chooseFrom, lackedBy } from './choose.ts';
import { checkClaims } from './claims/check.ts';
import type { Claim } from './claims/claim.ts';
import { checkClaimNames, impliedClaims } from './implied.ts';
import { partsOf, tellKept } from './parts.ts';
import { journeyIn, membersOf } from './phases/phase.ts';
import { resolvePhases } from './phases/resolve.ts';
import { type PlanProblem, Problems } from './problems.ts';
import type { Actions, ResolvedPlan } from './resolved.ts';
import { checkSecrets, declaredSecrets, hiddenValues, namesOf } from './secrets.ts';
import type { Settings } from './setting.ts';
import { bareSystem } from './systems/bare.ts';
import { resolveSystems } from './systems/resolve.ts';
import type { Trial, TrialOptions } from './trial.ts';

export type Resolution = { ok: true; plan: ResolvedPlan } | { ok: false; problems: readonly PlanProblem[] };

/** What is asked for beside the plan: a part of it, and the values that its settings have. */
export interface ResolveOptions {
  readonly choice?: Choice;
  readonly settings?: Settings;
}

/** Resolves what `defineTrial` returned. A part of a plan is chosen from one that has no mistake. */
export function resolveTrial(trial: unknown, { choice = WHOLE, settings = {} }: ResolveOptions = {}): Resolution {
  if (!isTrial(trial)) {
    const hint = 'write: export default defineTrial({ name, systems, phases, claims })';
    const problems = [{ path: 'default', problem: 'the plan file does not export a trial', hint }];
    return { ok: false, problems };
  }
  const whole = resolveOptions(trial.options, settings);
  if (!whole.ok || choice.claims.length + choice.phases.length === 0) return whole;
  const chosen = chooseFrom(trial.options, choice);
  if (!chosen.ok) return chosen;
  const { claims, phases } = chosen.options;
  const lacked = claims.length === 0 ? lackedBy(trial.options, phases) : null;
  if (lacked !== null) return { ok: false, problems: [lacked] };
  const leftOut = {
    claims: trial.options.claims.length - claims.length,
    phases: whole.plan.actions.phases.length - phases.flatMap(membersOf).length,
  };
  return resolveOptions(chosen.options, settings, { ...choice, leftOut });
}

function resolveOptions(options: TrialOptions, settings: Settings, partOf?: PlanSummary['partOf']): Resolution {
  const problems = new Problems();
  const parts = partsOf(options, problems);
  if (parts === null) return { ok: false, problems: problems.list };
  const { claims, secrets } = parts;
  const { name, seed = 1 } = options;
  if (typeof name !== 'string' || name.trim() === '')
    problems.add('name', 'the trial has no name', "write name: 'orders'");
  problems.wholeNumber('seed', seed, 0);
  const systems = resolveSystems(parts.systems, problems);
  tellKept(parts, problems);
  const phases = resolvePhases(parts.phases, systems, problems);
  const declared = declaredSecrets(secrets, systems);
  checkClaims(claims, { phases, systems, secrets: declared.length }, problems);
  const names = namesOf({ name, systems, phases });
  checkSecrets(secrets, names, problems);
  const implied = impliedClaims(systems, declared, claims);
  checkClaimNames(claims, implied, problems);
  if (problems.list.length > 0) return { ok: false, problems: problems.list };
  const hidden = hiddenValues(secrets, systems, names);
  const actions: Actions = { seed, systems, phases, secrets: hidden, declaredSecrets: declared };
  const all = [...claims, ...implied];
  const given = Object.keys(settings).length > 0 ? { settings } : {};
  const summary = { ...summarise(name, actions, all), ...given, ...(partOf && { partOf }) };
  return { ok: true, plan: deepFreeze({ name, actions, claims: all, summary }) };
}

const WHOLE: Choice = { claims: [], phases: [] };

function isTrial(value: unknown): value is Trial {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'trial' && 'options' in value;
}

function summarise(name: string, actions: Actions, claims: readonly Claim[]): PlanSummary {
  const systems = actions.systems.map((system) => ({
    name: system.name,
    what: system.described,
    controlled: system.kind === 'processes',
    instances: system.kind === 'processes' ? system.instances : 0,
  }));
  const phases = actions.phases.map((phase) => ({
    name: phase.name,
    action: phase.kind,
    subject: phase.subject,
    described: phase.described,
    faults: phase.faults.map((fault) => fault.what),
  }));
  return { name, digest: digestOfPlan(name, actions, claims), systems, phases, claims };
}

function digestOfPlan(name: string, { seed, systems, phases, secrets }: Actions, claims: readonly Claim[]): string {
  const bare = { tls: undefined, headers: undefined };
  const planned = phases.map((phase) => {
    const journey = journeyIn(phase);
    return { ...phase, ...bare, journey: journey && { ...journey, on: undefined } };
  });
  const tested = systems.map((system) => bareSystem(system, secrets));
  return digestOf({ name, seed, systems: tested, phases: planned, claims });
}
