/**
 * A system of a checked plan: every default filled in, every duration a number. There are two kinds, and a property that only
 * one kind can have stands only there. All stations behind the plan take this form, and none parses a text or knows a
 * default. Only `resolve.ts` makes it.
 */
import type { ReadyCheck, TlsOptions } from './system.ts';

export type ResolvedSystem = ResolvedProcesses | ResolvedEndpoint;

interface ResolvedBase {
  readonly name: string;
  /** In words, without values of its environment, certificates or keys. */
  readonly described: string;
  /** Whether it has an address that `t.http` can speak to. */
  readonly serves: boolean;
  /** How that address speaks TLS; null where it speaks plain HTTP. */
  readonly tls: TlsOptions | null;
  /** What each request to it carries, by the names of the headers; a login is one of them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is secret in `headers`, with what evidence calls it. */
  readonly credentials: readonly NamedSecret[];
}

/** The properties that depend on the kind: all but its name, its words and how it is spoken to. */
export type OwnOf<S extends ResolvedSystem> = Omit<S, 'name' | 'described' | 'tls' | 'headers' | 'credentials'>;

/** Processes that Seatrial starts. */
export interface ResolvedProcesses extends ResolvedBase {
  readonly kind: 'processes';
  /** Program and arguments, with placeholders and references. */
  readonly command: readonly string[];
  /** By name, with placeholders and references; what `envFile` held is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the command runs, seen from the plan file's folder. */
  readonly cwd: string;
  /** The user of this machine that it runs as; null for the one who runs Seatrial. */
  readonly user: string | null;
  /** How many there are, at least 1. */
  readonly instances: number;
  /** The placeholders that each instance gets a port for: `port`, `port:admin`. */
  readonly ports: readonly string[];
  readonly ready: ResolvedReadiness;
  /** It is a job: an end of its own ends no trial. */
  readonly mayEnd: boolean;
  /** It prints declared secrets by design. */
  readonly printsSecrets: boolean;
}

/** A system that runs already and that Seatrial does not control. */
export interface ResolvedEndpoint extends ResolvedBase {
  readonly kind: 'endpoint';
  /** Scheme, host and port. */
  readonly url: string;
  /** The absolute path of the Unix socket it listens on; null where the URL leads to it. */
  readonly socket: string | null;
  /** URL and socket for people: `http://localhost at /run/api.sock`. */
  readonly where: string;
}

/** What is asked of an instance that has been started, until it holds or the time is over. */
export type ResolvedReadiness = { readonly withinMs: number } & (
  | ReadyAtOnce
  | ReadyByPort
  | { readonly kind: 'http'; readonly path: string }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'check'; readonly check: ReadyCheck }
);

/** The instance has no `{port}`, and the plan asks nothing: it is ready as soon as it runs. */
interface ReadyAtOnce {
  readonly kind: 'started';
}

interface ReadyByPort {
  readonly kind: 'tcp';
  /** `{port}`, `{port:NAME}`, or a number as text. */
  readonly port: string;
}

/** A value that must not be seen, with what evidence calls it. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}
