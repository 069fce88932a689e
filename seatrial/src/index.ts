/** The public entry: what plans, kits and programs import. Everything else is free to change. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FaultLaws } from './act/faults/custom-laws.ts';
import type { Judged, Verification } from './judge-run.ts';
import type { CustomFault } from './plan/faults/custom.ts';
import type { Trial } from './plan/trial.ts';
import type { TrialResult, TrialSettings } from './trial-settings.ts';

export type { FaultLaw, FaultLaws } from './act/faults/custom-laws.ts';
export type { Finding, Verdict } from './judge/finding.ts';
export type { FoundMistake } from './judge/mistaken.ts';
export type { CategoryScore, Scorecard } from './judge/scorecard.ts';
export type { Assessment, Verification } from './judge-run.ts';
export { type Category, type Claim, claim } from './plan/claims/claim.ts';
export type { CustomFault, FaultSite } from './plan/faults/custom.ts';
export { type Fault, fault } from './plan/faults/fault.ts';
export { type Feeder, type FeedOrder, feeder } from './plan/feeder.ts';
export {
  type AcknowledgedKey,
  type AcknowledgedWrite,
  type History,
  type Journey,
  type JourneyContext,
  type JourneyFunction,
  type JourneyMetrics,
  journey,
  type ThinkTime,
  type User,
} from './plan/journey.ts';
export { type Assembled, assemble, type Part } from './plan/part.ts';
export { brokenLaws } from './plan/part-laws.ts';
export type { Phase } from './plan/phases/kinds.ts';
export { type LoadOptions, type LoadPhase, load } from './plan/phases/load.ts';
export { type PhaseGroup, together } from './plan/phases/phase.ts';
export { type ReadBackPhase, readBack } from './plan/phases/read-back.ts';
export type {
  Grpc,
  GrpcConversation,
  GrpcOptions,
  GrpcReply,
  GrpcResult,
  GrpcService,
  GrpcStream,
} from './plan/protocols/grpc.ts';
export type { FormPart, Http, HttpResponse, RequestOptions, StreamedBody } from './plan/protocols/http.ts';
export type {
  EventStream,
  EventStreamOptions,
  NextEventOptions,
  ServerSentEvent,
} from './plan/protocols/server-sent-events.ts';
export type {
  MessageOptions,
  WebSocketConnection,
  WebSocketMessage,
  WebSocketOptions,
} from './plan/protocols/websocket.ts';
export { setting } from './plan/setting.ts';
export { type InstanceRef, type RunningInstance, type System, system, type TlsOptions } from './plan/systems/system.ts';
export { defineTrial, type Trial, type TrialOptions } from './plan/trial.ts';
export type { Tags } from './std/tags.ts';
export type { DurationText } from './std/units.ts';
export type { TrialResult, TrialSettings } from './trial-settings.ts';

const load = createRequire(import.meta.url);

/** Loaded with the first call: every thread of load imports the plan, and with it this file, and judges nothing. */
function judges(): typeof import('./judge-run.ts') {
  return load(fileURLToPath(new URL('./judge-run.ts', import.meta.url)));
}

/** Judges a run and writes what was found. */
export function judgeRun(directory: string): Judged {
  return judges().judgeRun(directory);
}

/**
 * Whether a run is sealed, unchanged, holds nothing that is no part of it, and its findings, scorecard and report follow from
 * its evidence. `head`: what the hash of its last record was, as kept elsewhere.
 */
export function verifyRun(directory: string, options: { head?: string | undefined } = {}): Verification {
  return judges().verifyRun(directory, options);
}

/**
 * Runs a trial. Never throws for a mistake in the plan or for what a system does. What does it is loaded with the first call.
 * @example const result = await runTrial(plan); if (result.ok) console.log(result.assessment.scorecard.verdict);
 */
export async function runTrial(trial: Trial, settings: TrialSettings = {}): Promise<TrialResult> {
  return (await import('./trial.ts')).runTrial(trial, settings);
}

/**
 * What a fault of a plan's own breaks, a sentence each; none where it keeps all laws of faults. It is done for real, four times,
 * so what it is aimed at must run; each time it is in force for its `for`.
 * @example assert.deepEqual(await brokenFaultLaws(fullDisk, { inForce: () => isFull() }), [])
 */
export async function brokenFaultLaws(fault: CustomFault, laws: FaultLaws): Promise<string[]> {
  return (await import('./act/faults/custom-laws.ts')).brokenFaultLaws(fault, laws);
}
