/** A user of `t.http` without a phase around it: real connections to a real server, and what was recorded kept in lists. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { Access, Cause, Outcome } from '../../../evidence/records.ts';
import type { Details } from '../../history/history.ts';
import type { RouteOptions } from '../../http/address.ts';
import { NO_DEFAULTS } from '../../http/default-headers.ts';
import type { Completion } from '../count/recorder.ts';
import { type Begun, UnderWay } from '../count/under-way.ts';
import { JourneyHttp } from '../protocols/http/journey-http.ts';

/** What was recorded of an access beside what the journey said of it. */
type Attempted = Omit<Access, 'kind' | 'phase' | 'journey' | 'actor' | 'owner' | 'action' | 'resource'>;

export interface Browser {
  readonly http: JourneyHttp;
  /** `name` or `name failed`, one for each step. */
  readonly steps: string[];
  /** `name status` of each success with a status that nobody had named. */
  readonly statuses: readonly string[];
  /** `name to place` of each chain that was followed, `name 302 place` of each redirect that was not. */
  readonly led: readonly string[];
  readonly failures: { step: string; cause: Cause; why: string }[];
  readonly accesses: readonly Attempted[];
  readonly outcomes: {
    key: string;
    outcome: Outcome;
    value: string | null | undefined;
    why: string | undefined;
    presenceOnly?: true;
    answer?: string;
    openEnded?: true;
    status?: number;
  }[];
}

export function browse(t: TestContext, url: string, reach?: RouteOptions, defaults = NO_DEFAULTS): Browser {
  const steps: string[] = [];
  const failures: Browser['failures'] = [];
  const outcomes: Browser['outcomes'] = [];
  const statuses: string[] = [];
  const led: string[] = [];
  const accesses: Attempted[] = [];
  const underWay = new UnderWay();
  const desk = {
    signal: new AbortController().signal,
    nowUs: () => performance.now() * 1000,
    defaults,
    takeDueUs: () => null,
    underWay,
    completed: (one: Begun, { cause, why }: Completion) => {
      const { step } = one;
      underWay.end(one);
      steps.push(cause !== null ? `${step} failed` : step);
      if (cause !== null) failures.push({ step, cause, why });
    },
    unnamedStatus: (step: string, status: number) => statuses.push(`${step} ${status}`),
    led: (step: string, to: string, status?: number) => led.push(`${step} ${status ?? 'to'} ${to}`),
    refused: (error: unknown) => error,
    begin: (_f: string, key: string) => ({
      end: (outcome: Outcome, details: Details = {}) =>
        outcomes.push({ key, outcome, value: details.value, why: details.why, ...withMarks(details) }),
    }),
    access: ({ actor, owner, action, resource, ...seen }: Access) => accesses.push(seen),
  };
  const http = new JourneyHttp(desk as unknown as ConstructorParameters<typeof JourneyHttp>[0], url, reach);
  t.after(() => http.close());
  return { http, steps, failures, outcomes, statuses, led, accesses };
}

function withMarks({
  presenceOnly,
  answer,
  openEnded,
  status,
}: Details): Pick<Details, 'presenceOnly' | 'answer' | 'openEnded' | 'status'> {
  return {
    ...(presenceOnly && { presenceOnly }),
    ...(answer !== undefined && { answer }),
    ...(openEnded && { openEnded }),
    ...(status !== undefined && { status }),
  };
}

/** A real node:http server on loopback; gives its origin. `connected` is told of each connection. */
export async function serve(
  t: TestContext,
  listener: RequestListener,
  connected: (socket: Socket) => void = () => {},
): Promise<string> {
  const server = createServer(listener).on('connection', connected);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
