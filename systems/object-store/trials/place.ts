/** The store that a part of a trial is about: the system to speak to, and the disks it keeps its bytes on. */
import type { System } from 'seatrial';

export interface Place {
  readonly store: System;
  /** Data folders, one a disk. */
  readonly disks: readonly string[];
  /** How many of the disks have a copy of each byte. */
  readonly copies: number;
}
