/**
 * A running system under test: the instances that were started, or the endpoint that was attached to. The rest of `act` sees
 * it as a `Target`. An endpoint has no instances, so nothing can be done to it.
 */
import { createSecureContext } from 'node:tls';
import type { AttemptResult } from '../../evidence/emit.ts';
import type { ResolvedEndpoint, ResolvedProcesses, ResolvedSystem } from '../../plan/systems/resolved.ts';
import type { TlsOptions } from '../../plan/systems/system.ts';
import { defaultPort, dialledHost } from '../../std/host.ts';
import { readTls } from './certificates.ts';
import { Instance, type TargetContext } from './instance.ts';
import { probeSocket, probeTcp } from './readiness.ts';

const ATTACH_TIMEOUT_MS = 5000;

export interface Target {
  readonly name: string;
  /** Where it answers, one URL an instance that has one. */
  readonly urls: readonly string[];
  /** In the order of their numbers; empty for endpoints. */
  readonly instances: readonly Instance[];
  /** Ends every instance; afterwards no process of them is left. An endpoint is left alone. */
  stop(): Promise<void>;
}

export type StartedSystem = { ok: true; target: Target } | { ok: false; because: string };

/**
 * Starts every instance of a system, or attaches to its endpoint; resolves when all are ready. When one does not become
 * ready the others are stopped, and `because` says which and why.
 */
export async function startSystem(system: ResolvedSystem, context: TargetContext): Promise<StartedSystem> {
  return system.kind === 'endpoint' ? attach(system, context) : start(system, context);
}

async function start(system: ResolvedProcesses, context: TargetContext): Promise<StartedSystem> {
  const { name } = system;
  const instances: Instance[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(instances.map((instance) => instance.stop())));
  try {
    for (let number = 1; number <= system.instances && !context.signal.aborted; number += 1) {
      const instance = await Instance.prepare(system, number, context);
      instances.push(instance);
      await instance.start();
    }
    const answer = await allReady(instances);
    if (!answer.ok || context.signal.aborted) {
      await stop();
      return answer.ok ? { ok: false, because: `${name} was starting when the trial was interrupted` } : answer;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = instances.map(({ url }) => url).filter((url) => url !== '');
  return { ok: true, target: { name, urls, instances, stop } };
}

/** Resolves with the first failure, without a wait for the others. */
function allReady(instances: readonly Instance[]): Promise<AttemptResult> {
  return new Promise((resolve, reject) => {
    const answers = instances.map((instance) => instance.ready());
    for (const answer of answers) answer.then((each) => each.ok || resolve(each), reject);
    Promise.all(answers).then(() => resolve({ ok: true }), reject);
  });
}

async function attach(system: ResolvedEndpoint, { emit, signal }: TargetContext): Promise<StartedSystem> {
  const { name, url, where, tls } = system;
  const within = AbortSignal.any([signal, AbortSignal.timeout(ATTACH_TIMEOUT_MS)]);
  const usable = tls === null ? ({ ok: true } as const) : readable(tls);
  const answer = usable.ok ? await answers(system, within) : usable;
  if (!answer.ok) {
    emit({ kind: 'endpoint-attached', system: name, url: where, reachable: false, because: answer.because });
    return { ok: false, because: `${name} at ${where} cannot be reached: ${answer.because}` };
  }
  emit({ kind: 'endpoint-attached', system: name, url: where, reachable: true });
  return { ok: true, target: { name, urls: [url], instances: [], stop: async () => undefined } };
}

function answers({ url, socket }: ResolvedEndpoint, signal: AbortSignal): Promise<AttemptResult> {
  if (socket !== null) return probeSocket(socket, signal);
  const { hostname, port, protocol } = new URL(url);
  return probeTcp(dialledHost(hostname), Number(port) || defaultPort(protocol === 'https:'), signal);
}

/** Whether the certificates can be used, asked once before the load fails request by request. */
function readable(tls: TlsOptions): AttemptResult {
  try {
    createSecureContext(readTls(tls));
    return { ok: true };
  } catch (error) {
    return { ok: false, because: `its TLS options cannot be used: ${(error as Error).message}` };
  }
}
