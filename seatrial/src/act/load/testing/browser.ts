/** A user of `t.http` without a phase around it: real connections to a real server, and what was recorded kept in lists. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Cause, Outcome } from '../../../evidence/records.ts';
import type { Origin } from '../http/client.ts';
import { JourneyHttp } from '../journey-http.ts';

export interface Browser {
  readonly http: JourneyHttp;
  /** `name` or `name failed`, one for each step. */
  readonly steps: string[];
  readonly failures: { step: string; cause: Cause; why: string }[];
  readonly outcomes: { key: string; outcome: Outcome; value: string | null | undefined; why: string | undefined }[];
}

export function browse(t: TestContext, url: string, tls?: Origin['tls']): Browser {
  const steps: string[] = [];
  const failures: Browser['failures'] = [];
  const outcomes: Browser['outcomes'] = [];
  const desk = {
    signal: new AbortController().signal,
    nowUs: () => performance.now() * 1000,
    takeDueUs: () => null,
    refused: (error: unknown) => error,
    completed: (step: string, { failed }: { failed: boolean }) => steps.push(failed ? `${step} failed` : step),
    failed: (step: string, cause: Cause, why: string) => failures.push({ step, cause, why }),
    begin: (_f: string, key: string) => ({
      end: (outcome: Outcome, details?: { value?: string | null; why?: string }) =>
        outcomes.push({ key, outcome, value: details?.value, why: details?.why }),
    }),
    access: () => undefined,
  };
  const http = new JourneyHttp(desk as unknown as ConstructorParameters<typeof JourneyHttp>[0], url, tls);
  t.after(() => http.close());
  return { http, steps, failures, outcomes };
}

/** A real node:http server on loopback; gives its origin. */
export async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
