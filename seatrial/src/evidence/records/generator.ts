/** Facts about Seatrial itself: whether the load generator kept up. */
import type { HistogramData } from '../../std/histogram.ts';

export type GeneratorFact = GeneratorWindow | GeneratorRoom | WorkerDied;

/** How one thread of load was doing between two instants. */
export interface GeneratorWindow {
  kind: 'generator';
  phase: string;
  /** The thread of load, counted from 1. */
  worker: number;
  fromUs: number;
  toUs: number;
  /** started - due of every iteration that had a due time. */
  lag: HistogramData;
  loopDelayP99Us: number;
  loopDelayMaxUs: number;
  /** Share of one core used by the thread that makes the load. */
  cpu: number;
  /**
   * Share of the time in which this thread was ready to run and waited for a processor: 1 is always. Null where the system
   * does not tell; absent in journals of version 0.1.
   */
  cpuWait?: number | null;
}

/**
 * How much of what the system grants our process was in use. Null is what the system does not tell (it has no /proc), and
 * `ports` while there were too few sockets for ports to run short.
 */
export interface GeneratorRoom {
  kind: 'generator-room';
  /** File descriptors, sockets among them. */
  descriptors: number | null;
  descriptorLimit: number | null;
  /** Sockets of TCP on the whole machine, those in TIME_WAIT included. */
  sockets: number | null;
  /** Local ports in use towards the one system under test that has most of them. */
  ports: number | null;
  portLimit: number | null;
}

/** A thread of load was lost: part of the load it was given was not there. */
export interface WorkerDied {
  kind: 'worker-died';
  phase: string;
  /** Counted from 1. */
  worker: number;
  because: string;
}
