/** The storage servers of a cluster. */

export interface ServerEntry {
  readonly id: string;
  /** host:port */
  readonly address: string;
  /** A draining server keeps what it has until it was copied elsewhere, and gets nothing new. */
  readonly state: 'active' | 'draining';
}

export interface Servers {
  servers(): Promise<readonly ServerEntry[]>;
  /** Adds it or changes its address or state. */
  putServer(server: ServerEntry): Promise<void>;
  /** False while a chunk names it. */
  removeServer(id: string): Promise<boolean>;
}
