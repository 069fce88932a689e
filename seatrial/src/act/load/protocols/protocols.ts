/**
 * What a user speaks beside `t.http`: each protocol is made when a journey first speaks it, so that a user who never
 * does pays nothing, and all are closed together.
 */

import type { Grpc, GrpcService } from '../../../plan/protocols/grpc.ts';
import type { Http } from '../../../plan/protocols/http.ts';
import type { EventStream, EventStreamOptions } from '../../../plan/protocols/server-sent-events.ts';
import type { WebSocketConnection, WebSocketOptions } from '../../../plan/protocols/websocket.ts';
import type { RouteOptions } from '../../http/address.ts';
import type { UserCookies } from '../../http/cookies.ts';
import type { Origin } from '../../http/wire/client.ts';
import { telling } from '../options.ts';
import { PendingAnswer } from '../pending-answer.ts';
import { JourneyEvents } from './events/server-sent-events.ts';
import { JourneyGrpc } from './grpc/grpc.ts';
import { JourneyHttp, type RequestDesk } from './http/journey-http.ts';
import { Http2Client } from './http2/http2.ts';
import { JourneyWebSockets } from './websocket/websocket.ts';

export class Protocols {
  readonly #desk: RequestDesk;
  #base: string;
  readonly #reach: RouteOptions;
  readonly #cookies: UserCookies | undefined;
  #sockets: JourneyWebSockets | null = null;
  #events: JourneyEvents | null = null;
  #http2: JourneyHttp | null = null;
  #grpc: JourneyGrpc | null = null;

  /** `base` is the origin of the journey's system, `reach` how it is reached; `cookies` are those of `t.http`. */
  constructor(desk: RequestDesk, base: string, reach: RouteOptions, cookies?: UserCookies) {
    this.#desk = desk;
    this.#cookies = cookies;
    this.#base = base;
    this.#reach = reach;
  }

  /** From here on paths are on this origin. */
  moveTo(base: string): void {
    this.#base = base;
    for (const each of [this.#sockets, this.#events, this.#http2, this.#grpc]) each?.moveTo(base);
  }

  websocket = (path: string, options?: WebSocketOptions): Promise<WebSocketConnection> => {
    this.#sockets ??= new JourneyWebSockets(this.#desk, this.#base, this.#reach, this.#cookies);
    const sockets = this.#sockets;
    return PendingAnswer.of(
      this.#desk,
      telling(this.#desk, () => sockets.open(path, options)),
    );
  };

  events = (path: string, options?: EventStreamOptions): Promise<EventStream> => {
    this.#events ??= new JourneyEvents(this.#desk, this.#base, this.#reach, this.#cookies);
    const events = this.#events;
    return PendingAnswer.of(
      this.#desk,
      telling(this.#desk, () => events.open(path, options)),
    );
  };

  grpc = (service: GrpcService): Grpc => {
    this.#grpc ??= new JourneyGrpc(this.#desk, this.#base, this.#reach);
    try {
      return this.#grpc.service(service);
    } catch (error) {
      throw this.#desk.refused(error);
    }
  };

  get http2(): Http {
    const connect = (at: Origin): Http2Client => new Http2Client(at, { nowUs: this.#desk.nowUs });
    this.#http2 ??= new JourneyHttp(this.#desk, this.#base, this.#reach, connect);
    return this.#http2;
  }

  close(): void {
    for (const each of [this.#sockets, this.#events, this.#http2, this.#grpc]) each?.close();
  }
}
