/**
 * Waits until a process that has just been started can do its work: a path answers below 400, a line of output appears, a
 * port accepts connections (which is asked when the plan says nothing), a command ends with 0, or a function of the plan
 * answers true. Asked every 100 ms; the answer is data, never a throw.
 */
import type { IncomingMessage } from 'node:http';
import { get as getSecurely, type RequestOptions } from 'node:https';
import { connect, type NetConnectOpts } from 'node:net';
import type { AttemptResult } from '../../evidence/emit.ts';
import { isThenable, placeInPlan } from '../../plan/mistake.ts';
import type { ReadyCheck, RunningInstance, TlsOptions } from '../../plan/systems/system.ts';
import { type Clock, waitAtMost } from '../../std/clock.ts';
import { shown } from '../../std/shown.ts';
import { formatUs } from '../../std/units.ts';
import { readTls } from './certificates.ts';
import type { ReadyQuestion } from './command.ts';
import type { InstanceLog } from './log.ts';
import { get } from './plain-http.ts';

const POLL_MS = 100;
const PROBE_TIMEOUT_MS = 2000;
const INTERRUPTED = 'was still starting when the trial was interrupted';

type Probe = (signal: AbortSignal) => Promise<AttemptResult>;

export interface Awaited {
  readonly question: ReadyQuestion;
  readonly withinMs: number;
  /** How the port speaks TLS; null where it speaks plain HTTP. */
  readonly tls: TlsOptions | null;
  /** What a request carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Asks a command as the instance itself is run. */
  readonly ask: (command: readonly string[], signal: AbortSignal) => Promise<AttemptResult>;
  /** The instance as a function of the plan is given it. */
  readonly seen: () => RunningInstance;
  readonly log: InstanceLog;
  readonly clock: Clock;
  /** Fires when there is nothing to wait for any more; its reason becomes the answer where it is a text. */
  readonly signal: AbortSignal;
}

export async function awaitReady(awaited: Awaited): Promise<AttemptResult> {
  const { question, withinMs, clock, signal } = awaited;
  const isPlansOwn = question.kind === 'check' || question.kind === 'command';
  const deadlineUs = clock.nowUs() + withinMs * 1000;
  const probe = probeFor(awaited);
  for (;;) {
    // A command or a function of the plan may take all the time that is left; the time has no other use.
    const leftMs = Math.max(POLL_MS, (deadlineUs - clock.nowUs()) / 1000);
    const answer = await limited(probe, isPlansOwn ? leftMs : PROBE_TIMEOUT_MS, awaited);
    if (signal.aborted) return { ok: false, because: typeof signal.reason === 'string' ? signal.reason : INTERRUPTED };
    if (answer.ok) return answer;
    if (clock.nowUs() >= deadlineUs)
      return { ok: false, because: `was not ready within ${formatUs(withinMs * 1000)}: ${answer.because}` };
    await clock.sleep(POLL_MS, signal);
  }
}

/** One probe, told when its time is over. */
async function limited(probe: Probe, ms: number, { clock, signal }: Awaited): Promise<AttemptResult> {
  const over = new AbortController();
  const work = probe(AbortSignal.any([signal, over.signal]));
  await waitAtMost(clock, ms, work, signal);
  over.abort();
  return work;
}

function probeFor({ question, tls, headers, log, ask, seen }: Awaited): Probe {
  switch (question.kind) {
    case 'started':
      return async () => ({ ok: true });
    case 'tcp':
      return (signal) => probeTcp('127.0.0.1', question.port, signal);
    case 'http':
      return (signal) => probeHttp(question.url, tls, headers, signal);
    case 'log': {
      const { text } = question;
      const found = log.search(text);
      return async () => (found() ? { ok: true } : { ok: false, because: `no line of output contains '${text}'` });
    }
    case 'command':
      return (signal) => ask(question.command, signal);
    case 'check':
      return (signal) => askPlan(question.check, seen(), signal);
  }
}

/** A function of the plan may throw, answer something else, or never answer. */
async function askPlan(check: ReadyCheck, seen: RunningInstance, signal: AbortSignal): Promise<AttemptResult> {
  const { promise: gaveUp, resolve } = Promise.withResolvers<AttemptResult>();
  const giveUp = (): void => resolve({ ok: false, because: 'check had not answered' });
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return Promise.race([gaveUp, answerOf(check, seen, signal)]);
}

async function answerOf(check: ReadyCheck, seen: RunningInstance, signal: AbortSignal): Promise<AttemptResult> {
  try {
    const asked: unknown = check(seen, signal);
    const answer = isThenable(asked) ? await asked : asked;
    if (answer === true) return { ok: true };
    const because =
      answer === false ? 'check answered false' : `check answered ${shown(answer)}, neither true nor false`;
    return { ok: false, because };
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
    const where = placeInPlan(error);
    return { ok: false, because: `check threw ${what}${where === null ? '' : ` (${where})`}` };
  }
}

async function probeHttp(
  url: string,
  tls: TlsOptions | null,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { promise, resolve } = Promise.withResolvers<AttemptResult>();
  const fail = (why: string): void => resolve({ ok: false, because: `GET ${url}: ${why}` });
  const take = (response: IncomingMessage): void => {
    const status = response.statusCode ?? 0;
    response.on('error', () => undefined).resume(); // the status says it all
    if (status < 400) resolve({ ok: true });
    else fail(`status ${status}`);
  };
  const options = { agent: false, signal, headers } as const;
  try {
    const request =
      tls === null ? get(url, options, take) : getSecurely(url, { ...options, ...secureOptions(tls) }, take);
    request.on('error', (error) => fail(nameOf(error)));
  } catch (error) {
    fail((error as Error).message); // a certificate or key that cannot be read, yet
  }
  return promise;
}

function secureOptions(tls: TlsOptions): RequestOptions {
  const { serverName, ...texts } = readTls(tls);
  return serverName === undefined ? texts : { ...texts, servername: serverName };
}

/** Whether something accepts a TCP connection there. */
export function probeTcp(host: string, port: number, signal: AbortSignal): Promise<AttemptResult> {
  return probe({ host, port, signal }, `${host}:${port}`);
}

/** Whether something listens on a Unix socket. */
export function probeSocket(path: string, signal: AbortSignal): Promise<AttemptResult> {
  return probe({ path, signal }, path);
}

async function probe(to: NetConnectOpts & { signal: AbortSignal }, where: string): Promise<AttemptResult> {
  const { promise, resolve } = Promise.withResolvers<AttemptResult>();
  const socket = connect(to);
  socket.on('connect', () => resolve({ ok: true }));
  socket.on('error', (error) => resolve({ ok: false, because: `${where}: ${nameOf(error)}` }));
  const answer = await promise;
  socket.destroy();
  return answer;
}

function nameOf(error: NodeJS.ErrnoException): string {
  const names: Record<string, string> = {
    ECONNREFUSED: 'connection refused',
    ECONNRESET: 'connection reset',
    ENOTFOUND: 'no such host',
    ENOENT: 'there is no such file',
    ABORT_ERR: 'no answer in time',
  };
  return names[error.code ?? ''] ?? error.message;
}
