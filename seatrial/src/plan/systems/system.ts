/**
 * What is under test: processes that Seatrial starts (instances), or URLs it attaches to (endpoints).
 * Only instances can be killed or paused; a fault on an endpoint is skipped with that reason.
 */
import type { DurationText } from '../../std/units.ts';
import { keepMistakes, type Mistaken, type OptionNames } from '../options.ts';
import type { HeaderMap } from '../protocols/http.ts';
import { withEnvFiles } from './env-file.ts';

/** An instance, as it is given to functions of the plan. */
export interface RunningInstance {
  readonly system: string;
  /** Counted from 1. */
  readonly instance: number;
  /** `http://127.0.0.1:4711`; empty where the system has no `{port}`. */
  readonly url: string;
  /** What `{port}` stands for; null where the system has none. */
  readonly port: number | null;
  /** What each `{port:NAME}` stands for, by its name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Its data folder. */
  readonly dir: string;
  /** The process that was started last; null where none runs. */
  readonly pid: number | null;
}

/** Answers true when the instance is ready and false while it is not. `signal` fires when nobody waits any longer. */
export type ReadyCheck = (instance: RunningInstance, signal: AbortSignal) => Promise<boolean>;

/** Asked again every 100 ms until it holds or the time is over; `within` is 30 s by default. */
export type Readiness =
  | { /** A path that answers with a status below 400. */ http: string; within?: DurationText }
  | { /** A line of output that contains this text. */ log: string; within?: DurationText }
  | {
      /** A port that accepts connections: `{port}`, `{port:NAME}` or a number as text. */ tcp: string;
      within?: DurationText;
    }
  | {
      /** A program and its arguments that ends with code 0, run as the system's own command is. */
      command: readonly string[];
      within?: DurationText;
    }
  | { check: ReadyCheck; within?: DurationText };

/** How `t` logs in to a system; taken out of evidence. */
export type Authentication = { bearer: string } | { user: string; password: string };

/** What every request to a system carries. */
export interface RequestDefaults {
  /** Sent with each request that does not set the header itself; `null` in a request leaves the header out. */
  headers?: HeaderMap;
  /** Sent as `Authorization`. */
  auth?: Authentication;
}

/**
 * How `https` is spoken. Certificates and keys are PEM: the text itself, an absolute path, or the URL of a file; they are
 * never written to evidence.
 * @example tls: { ca: new URL('../ca.pem', import.meta.url), serverName: 'api.internal' }
 */
export interface TlsOptions {
  /** Authorities that are trusted in place of the well-known ones. */
  ca?: string | URL;
  /** The client's own certificate, with what signed it behind, and its key; for mutual TLS. */
  cert?: string | URL;
  key?: string | URL;
  /** The name asked for (SNI) and looked for in the certificate; default: the host of the URL. */
  serverName?: string;
  /** Accepts any certificate. Evidence says so. */
  insecure?: boolean;
}

/** Processes that Seatrial starts, each in its own process group, with a data folder that survives a restart. */
export interface ProcessOptions extends RequestDefaults {
  /**
   * The program and its arguments. `{port}` becomes a free port on loopback, `{port:NAME}` another one,
   * `{dir}` the instance's data folder, `{instance}` its number from 1; `{db.port}`, `{db.url}`, `{db.host}` and `{db.dir}`
   * are those of the system `db`.
   */
  command: readonly string[];
  instances?: number;
  ready?: Readiness;
  /** What `{port}` speaks: `http` by default. Readiness and `t.http` use it. */
  scheme?: 'http' | 'https';
  tls?: TlsOptions;
  /** Added to Seatrial's own environment; the same placeholders work. Values are never written to evidence. */
  env?: Readonly<Record<string, string>>;
  /** Files of `NAME=value` lines, from the file that names them; `env` wins over them, and a later file over an earlier one. */
  envFile?: string | URL | readonly (string | URL)[];
  /** The user of this machine that it runs as, by name; that user owns `{dir}`. Only root can start it so. */
  user?: string;
  /** `false`: it serves no port, and no journey sends requests to it. */
  listens?: false;
  /** Where the command runs; default: the plan file's folder. */
  cwd?: string;
  /** It is a job that ends by itself: its end ends no trial, and `claim.staysUp` is not implied. */
  mayEnd?: boolean;
  /** It prints declared secrets by design: `claim.noSecretsInLogs` is not implied. They are kept out of evidence all the same. */
  printsSecrets?: boolean;
}

/** Something that already runs and that Seatrial does not control. */
export interface EndpointOptions extends RequestDefaults {
  url: string;
  /** The absolute path of the Unix socket it listens on. The URL then only gives the scheme and the name of the host. */
  socket?: string;
  tls?: TlsOptions;
  /** Load may leave this machine: say so only for a system that is yours. */
  allowRemote?: boolean;
}

export const READINESS_OPTIONS: OptionNames<Readiness> = {
  http: true,
  log: true,
  tcp: true,
  command: true,
  check: true,
  within: true,
};

const DEFAULTS: OptionNames<RequestDefaults> = { headers: true, auth: true };

export const AUTH: OptionNames<Authentication> = { bearer: true, user: true, password: true };

export const TLS: OptionNames<TlsOptions> = { ca: true, cert: true, key: true, serverName: true, insecure: true };

export const PROCESS: OptionNames<ProcessOptions> = {
  command: true,
  instances: true,
  ready: true,
  scheme: true,
  tls: true,
  env: true,
  envFile: true,
  user: true,
  listens: true,
  ...DEFAULTS,
  cwd: true,
  mayEnd: true,
  printsSecrets: true,
};

export const ENDPOINT: OptionNames<EndpointOptions> = {
  url: true,
  socket: true,
  tls: true,
  allowRemote: true,
  ...DEFAULTS,
};

/** One instance of a system, counted from 1: what a fault is aimed at. */
export interface InstanceRef {
  readonly system: string;
  readonly instance: number;
}

export interface System extends Mistaken {
  readonly kind: 'system';
  readonly name: string;
  readonly options: ProcessOptions | EndpointOptions;
  instance(number: number): InstanceRef;
}

/**
 * Names a system under test.
 * @example const api = system('api', { command: ['node', 'server.js', '--port', '{port}'], ready: { http: '/health' } });
 * @example const staging = system('staging', { url: 'http://127.0.0.1:8080' });
 * @example const local = system('local', { url: 'http://localhost', socket: '/run/local.sock' });
 * @example const worker = system('worker', { command: ['node', 'work.js', '--queue={queue.url}'], listens: false });
 * @example const safe = system('safe', { command: ['./serve', '{port}'], scheme: 'https', tls: { ca: '/etc/our/ca.pem' } });
 */
export function system(name: string, options: ProcessOptions | EndpointOptions): System {
  const { given, mistakes } = withEnvFiles(options, import.meta.url);
  const instance = (number: number): InstanceRef => ({ system: name, instance: number });
  return { kind: 'system', name, options: given, instance, ...keepMistakes(mistakes) };
}
