/**
 * The parts a store is made of, each behind its interface. `compose.ts` builds the honest ones; a defect (`defects/NAME.ts`) is a
 * function that hands back the same parts with one of them replaced.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Admit } from '@seatrial/service-http';
import type { Identify } from '@seatrial/service-identity';
import type { Logger, LogLevel } from '@seatrial/service-log';
import type { Database, PostgresAddress } from '@seatrial/service-sql';
import type { Authenticate } from './auth/authenticate.ts';
import type { Credentials } from './auth/credentials.ts';
import type { Health } from './health.ts';
import type { Metadata } from './metadata/metadata.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Storage } from './placement/storage.ts';
import type { Handlers, Services } from './s3/handler.ts';

export interface Options {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataDirectory: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Undefined for SQLite in the data folder. */
  readonly database: PostgresAddress | undefined;
  /** Storage servers to begin with; none for a store that keeps bytes in its own folder. */
  readonly servers: readonly { readonly id: string; readonly address: string }[];
  /** Copies of every chunk, when there are that many servers. */
  readonly replicas: number;
  /** What gateways and storage servers know each other by. */
  readonly clusterToken: string | undefined;
  readonly logLevel: LogLevel;
  readonly defect: string | undefined;
}

export interface Parts extends Services<Metadata> {
  /** Who signed a request to the S3 face. */
  readonly authenticate: Authenticate;
  /** Who sends a request to the files API. */
  readonly identify: Identify;
  readonly admit: Admit;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly operations: Handlers;
  /** What `contents` are kept in. */
  readonly storage: Storage;
}

/** What a flawed twin may need to be built from. */
export interface Materials {
  readonly options: Options;
  readonly database: Database;
  /** Undefined when the database is another one. */
  readonly sqlite: DatabaseSync | undefined;
  readonly log: Logger;
}

export type Defect = (parts: Parts, materials: Materials) => Parts | Promise<Parts>;
