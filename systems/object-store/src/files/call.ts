/** One request to the files API on its way through a handler, and what handlers may use. */
import type { Exchange } from '@seatrial/service-http';
import type { Caller } from '@seatrial/service-identity';
import type { ContentStore } from '../contents/content-store.ts';
import type { Health } from '../health.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Storage } from '../placement/storage.ts';
import type { Room } from '../room.ts';

/** `Known` is what is asked of the metadata, or changed there. */
export interface FilesServices<Known = unknown> {
  readonly metadata: Known;
  readonly contents: ContentStore;
  readonly room: Room;
  readonly storage: Pick<Storage, 'membership'>;
  readonly health: Health;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
}

export interface FilesCall extends Exchange {
  /** What stands in the path for `{...}`, in order; not decoded. */
  readonly pathValues: readonly string[];
  readonly query: URLSearchParams;
}

export interface CallerCall extends FilesCall {
  readonly caller: Caller;
}

/** Answers the call or throws: `FilesError` for what the client can understand, anything else for internal_error. */
export type FilesHandler<Known = unknown, Call extends FilesCall = CallerCall> = (
  call: Call,
  services: FilesServices<Known>,
) => Promise<void>;
