/**
 * One gRPC call while it is open: its step, its bytes (messages with their 5 bytes of framing, before compression and
 * HTTP/2) and how its status becomes a result.
 */
import type { Metadata, StatusObject } from '@grpc/grpc-js';
import type { GrpcOptions, GrpcResult } from '../../../../plan/protocols/grpc.ts';
import { type Failure, ownLimit } from '../../../http/wire/failure.ts';
import type { StepDesk } from '../../count/desk.ts';
import { OpenStep } from '../../count/open-step.ts';
import { isPeersWord, oddStatus } from './peers-word.ts';
import { failureOfStatus, statusName } from './status.ts';

const FRAME_BYTES = 5;
/** The library's word for a message above the limit that we gave it. */
const BEYOND = /^Received message larger than max /;

/** What can be ended from outside. */
export interface Cancellable {
  cancel(): void;
}

/** What all calls of a user share. */
export interface Channels {
  readonly open: Set<Cancellable>;
  readonly closed: boolean;
}

export class OpenCall {
  readonly name: string;
  readonly step: OpenStep;
  readonly #desk: StepDesk;
  readonly #expected: readonly string[];
  readonly #tags: GrpcOptions['tags'];
  readonly #channels: Channels;
  #sent = 0;
  #received = 0;
  /** Whether the journey itself has had enough. */
  left = false;

  constructor(desk: StepDesk, name: string, { expect = 'OK', tags }: GrpcOptions, channels: Channels) {
    this.name = name;
    this.step = new OpenStep(desk, 'request', name, tags);
    this.#tags = tags;
    this.#desk = desk;
    this.#expected = typeof expect === 'string' ? [expect] : expect;
    this.#channels = channels;
  }

  /** Counts a message that is about to be sent. */
  sending(bytes: Buffer): Buffer {
    this.#sent += bytes.length + FRAME_BYTES;
    return bytes;
  }

  receiving(bytes: Buffer): void {
    this.#received += bytes.length + FRAME_BYTES;
  }

  /** The step of one message that is waited for. */
  awaiting(): { arrived: () => void; drop: () => void } {
    const step = new OpenStep(this.#desk, 'message', `${this.name} message`, this.#tags);
    return { arrived: () => this.#record(step, null), drop: () => step.drop() };
  }

  /** Counts the call and says how it ended. */
  end({ code, details, metadata }: StatusObject): GrpcResult {
    const status = statusName(code);
    const failure = this.#failure(code, details, metadata);
    const serviceUs = this.#record(this.step, failure);
    const trailers = metadata.getMap() as Record<string, string | Buffer>;
    const { cause, why } = failure ?? { cause: null, why: '' };
    return { ok: code === 0, code, status, message: details, trailers, cause, why, serviceUs };
  }

  #failure(code: number, details: string, metadata: Metadata): Failure | null {
    if (this.#channels.closed && code !== 0) return { cause: 'aborted', why: 'the phase was over' };
    if (this.left || this.#expected.includes(statusName(code))) return null;
    const isPeers = isPeersWord(metadata);
    if (!isPeers && BEYOND.test(details))
      return { cause: 'own limit', why: ownLimit(`${details}; raise \`maxMessageBytes\``) };
    return (
      failureOfStatus(code, details, isPeers, oddStatus(metadata)) ?? {
        cause: 'status 2xx',
        why: 'gRPC status OK, which was not expected',
      }
    );
  }

  #record(step: OpenStep, failure: Failure | null): number {
    const serviceUs = step.end(failure, this.#sent, this.#received);
    this.#sent = 0;
    this.#received = 0;
    return serviceUs;
  }
}

/** Throws when a name or a value cannot be sent. */
export function fillMetadata(metadata: Metadata, values: GrpcOptions['metadata'] = {}): Metadata {
  for (const [name, value] of Object.entries(values)) metadata.set(name, value);
  return metadata;
}
