/** What the store did by itself, in plain numbers that only grow; whoever publishes metrics reads them. */
export interface Counters {
  /** Copies that were found damaged or missing by a read or by the scrub. */
  badCopies: number;
  /** Bad copies that were replaced by a good one. */
  repairedCopies: number;
  /** Bad copies that could not be replaced: no good copy, or no room for one. The scrub tries again. */
  failedRepairs: number;
  /** Copies that a server calls sound although what it sent was not: the server or the way to it is broken. */
  disputedCopies: number;
  /** Copies a write had to place elsewhere because a server failed meanwhile. */
  replacedCopies: number;
  /** Chunks moved to where the ring wants them. */
  movedChunks: number;
  scrubbedCopies: number;
  scrubbedBytes: number;
  /** Copies removed because nothing refers to their chunk, or because the chunk lives elsewhere. */
  removedOrphans: number;
  /** Latest versions that lifecycle rules hid, where versions are kept, or removed. */
  expiredObjects: number;
  /** Replaced versions that lifecycle rules removed. */
  expiredVersions: number;
  /** Delete markers with nothing left under them that lifecycle rules removed. */
  expiredMarkers: number;
  /** Multipart uploads that lifecycle rules aborted. */
  expiredUploads: number;
}

export function createCounters(): Counters {
  return {
    badCopies: 0,
    repairedCopies: 0,
    failedRepairs: 0,
    disputedCopies: 0,
    replacedCopies: 0,
    movedChunks: 0,
    scrubbedCopies: 0,
    scrubbedBytes: 0,
    removedOrphans: 0,
    expiredObjects: 0,
    expiredVersions: 0,
    expiredMarkers: 0,
    expiredUploads: 0,
  };
}
