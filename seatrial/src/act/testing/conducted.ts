/**
 * A trial conducted for a test: a plan as text, in a folder from which threads of load can import it, against a
 * real server on loopback that remembers what it was asked. What was seen is returned as facts, unjudged.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fact } from '../../evidence/records.ts';
import { resolveTrial } from '../../plan/resolve.ts';
import { systemClock } from '../../std/clock.ts';
import { conduct } from '../conduct.ts';
import type { TrialOutcome } from '../watch.ts';

export interface Conducted {
  readonly outcome: TrialOutcome;
  readonly facts: readonly Fact[];
  /** What the server was asked: `GET /path`, in order. */
  readonly asked: readonly string[];
}

export interface Conducting {
  /** Threads of load; default 1. */
  threads?: number;
  /** Ends the trial when this was asked of the server. */
  interruptAt?: string;
  /** What `api` is in the plan, in place of the server's URL: `system('api', { command: ... })`. */
  api?: string;
  /** Further files beside the plan, by their names. */
  files?: Readonly<Record<string, string>>;
}

/**
 * Conducts a plan; `visit` is what its phases are about.
 * @example await conducted("journey('visit', async (t) => { await t.http.get('/') })", "load('a', visit, { users: 1, for: '1s' })")
 */
export async function conducted(visit: string, phases: string, how: Conducting = {}): Promise<Conducted> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-conducted-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const asked: string[] = [];
  const interruption = new AbortController();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('{}');
    if (request.url === how.interruptAt) interruption.abort('the test interrupted it');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const [name, text] of Object.entries(how.files ?? {})) writeFileSync(join(folder, name), text);
    const planFile = join(folder, 'trial.ts');
    writeFileSync(planFile, planText(how.api ?? `system('api', { url: ${JSON.stringify(url)} })`, visit, phases));
    const resolution = resolveTrial(((await import(pathToFileURL(planFile).href)) as { default: unknown }).default);
    if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
    const { actions, summary } = resolution.plan;
    const facts: Fact[] = [];
    const originNs = process.hrtime.bigint();
    const outcome = await conduct(actions, {
      emit: (fact) => void facts.push(fact),
      clock: systemClock(originNs),
      token: 'x',
      signal: interruption.signal,
      logsFolder: folder,
      leaseFolder: join(folder, 'leases'),
      dataFolder: folder,
      workingFolder: folder,
      environment: {},
      threads: { planFile, digest: summary.digest, originNs, count: how.threads ?? 1 },
    });
    return { outcome, facts, asked };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

function planText(api: string, visit: string, phases: string): string {
  const entry = JSON.stringify(new URL('../../index.ts', import.meta.url).href);
  return `import * as seatrial from ${entry};
    const { claim, defineTrial, fault, feeder, journey, load, readBack, system, together } = seatrial;
    const api = ${api};
    const visit = ${visit};
    export default defineTrial({ name: 'test', systems: [api], phases: [${phases}], claims: [claim.checks(visit)] });`;
}

/** The facts of one kind. */
export function factsOf<K extends Fact['kind']>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }>[] {
  return facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}
