/** The public entry: what plans, kits and programs import. Everything else is free to change. */

export type { Finding, Verdict } from './judge/finding.ts';
export type { FoundMistake } from './judge/mistaken.ts';
export type { CategoryScore, Scorecard } from './judge/scorecard.ts';
export { type Assessment, judgeRun, type Verification, verifyRun } from './judge-run.ts';
export { type Category, type Claim, claim } from './plan/claims/claim.ts';
export type { FaultSite } from './plan/faults/custom.ts';
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
export { type LoadOptions, type LoadPhase, load } from './plan/phases/load.ts';
export { type Phase, type PhaseGroup, together } from './plan/phases/phase.ts';
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
export { runTrial, type TrialResult, type TrialSettings } from './trial.ts';
