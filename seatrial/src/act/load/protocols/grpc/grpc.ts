/**
 * `t.grpc` for one user: channels of the user's own (never shared with another user, no proxy, no retries by policy),
 * and the calls that are open on them. What a peer does never throws; every call and channel is gone when the user is.
 */
import type { Client } from '@grpc/grpc-js';
import { PlanMistakeError } from '../../../../plan/mistake.ts';
import type { Grpc, GrpcService } from '../../../../plan/protocols/grpc.ts';
import { dialledHost, hostAndPort } from '../../../../std/host.ts';
import { addressOf, admit, type RouteOptions } from '../../../http/address.ts';
import type { Origin } from '../../../http/wire/client.ts';
import type { StepDesk } from '../../count/desk.ts';
import { mostOf } from '../../count/open-step.ts';
import { checkGiven } from '../../options.ts';
import { SERVICE } from '../options.ts';
import type { Cancellable, Channels } from './call.ts';
import { type Description, keyOf, type Library } from './library.ts';
import { ServiceCalls } from './service.ts';
import { OwnedSockets } from './sockets.ts';

/** As the rest of the engine: a peer that is back is found at once, so that recovery can be measured. */
const RECONNECT_MS = 100;

const CHANNEL_OPTIONS = {
  'grpc.use_local_subchannel_pool': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': RECONNECT_MS,
  'grpc.max_reconnect_backoff_ms': RECONNECT_MS,
  'grpc.primary_user_agent': 'seatrial',
  'grpc.enable_channelz': 0,
};

export class JourneyGrpc implements Channels {
  readonly #desk: StepDesk;
  #base: string;
  readonly #reach: RouteOptions;
  readonly #services = new Map<string, Grpc>();
  readonly #clients = new Map<string, Client>();
  readonly #sockets = new OwnedSockets();
  readonly open = new Set<Cancellable>();
  closed = false;

  /** `base` is the origin of the journey's system, `reach` how it is reached. */
  constructor(desk: StepDesk, base: string, reach: RouteOptions = {}) {
    this.#desk = desk;
    this.#base = base;
    this.#reach = reach;
    desk.signal.addEventListener('abort', this.close, { once: true });
    if (desk.signal.aborted) this.close();
  }

  /** From here on paths are on this origin. */
  moveTo(base: string): void {
    this.#base = base;
  }

  /** The methods of a service; made once for each. Throws where the address is neither the system nor this machine. */
  service = (asked: GrpcService): Grpc => {
    checkGiven(this.#desk, 't.grpc', asked, SERVICE);
    const { proto, service, url, maxMessageBytes, reflection = false, includes = [] } = asked;
    if (service === undefined) throw new PlanMistakeError('t.grpc: there is no service; give { proto, service }');
    if ((proto === undefined) !== reflection)
      throw new PlanMistakeError('t.grpc: give the proto file, or reflection: true to ask the peer; one of them');
    const { origin, authorization } = addressOf(url ?? this.#base, this.#base);
    if (authorization !== '')
      throw new PlanMistakeError(
        't.grpc: a user and a password in the url are not sent; give metadata: { authorization }',
      );
    const most = mostOf('maxMessageBytes', maxMessageBytes);
    const at = admit(origin, this.#base, this.#reach);
    const client = (library: Library): Client => this.#client(library, at, most);
    const from: Description = proto === undefined ? { reflectedBy: origin, client } : { proto, includes };
    const key = `${keyOf(from)} ${service} ${origin} ${most}`;
    let calls = this.#services.get(key);
    if (!calls) {
      const metadata = textsOf(this.#desk.defaults.sent(origin, undefined));
      calls = new ServiceCalls(this.#desk, { from, name: service, metadata }, client, this);
      this.#services.set(key, calls);
    }
    return calls;
  };

  /** Cancels every call and ends every connection; a call that is begun afterwards throws. */
  close = (): void => {
    this.closed = true;
    this.#desk.signal.removeEventListener('abort', this.close);
    for (const call of this.open) call.cancel();
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    this.#sockets.destroy();
  };

  #client(library: Library, { secure, host, port, socketPath, tls }: Origin, most: number): Client {
    const authority = hostAndPort(host, port);
    const target = socketPath === undefined ? hostAndPort(dialledHost(host), port) : `unix:${socketPath}`;
    const key = `${secure} ${authority} ${most}`;
    let client = this.#clients.get(key);
    if (!client) {
      const { ca, cert, key: ownKey, serverName, rejectUnauthorized } = tls ?? {};
      const bytes = (pem: string | undefined): Buffer | null => (pem === undefined ? null : Buffer.from(pem));
      const verify = rejectUnauthorized === undefined ? {} : { rejectUnauthorized };
      const credentials = secure
        ? library.credentials.createSsl(bytes(ca), bytes(ownKey), bytes(cert), verify)
        : library.credentials.createInsecure();
      const name = serverName === undefined ? {} : { 'grpc.ssl_target_name_override': serverName };
      client = new library.Client(target, this.#sockets.own(credentials), {
        ...CHANNEL_OPTIONS,
        ...name,
        ...(target !== authority && { 'grpc.default_authority': authority }),
        'grpc.max_receive_message_length': most,
      });
      this.#clients.set(key, client);
    }
    return client;
  }
}

function textsOf(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
