/** One request to the files API on its way through a handler, and what handlers may use. */
import type { Exchange } from '../http/face.ts';
import type { Parts } from '../parts.ts';

export interface FilesCall extends Exchange {
  /** What stands in the path for `{...}`, in order; not decoded. */
  readonly pathValues: readonly string[];
  readonly query: URLSearchParams;
}

/** Answers the call or throws: `FilesError` for what the client can understand, anything else for internal_error. */
export type FilesHandler = (call: FilesCall, parts: Parts) => Promise<void>;
