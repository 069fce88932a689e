/**
 * Something bad that is done to a system during a phase. A fault says what and when; `act/faults` does it as a lease. Here are
 * all kinds; each is said in the file of its family.
 */
import { type CustomFaults, customFaults, customSpecs } from './custom.ts';
import { type ProcessFaults, processFaults, processSpecs } from './process.ts';
import type { FaultSpecs } from './spec.ts';

/** The faults of each kind, as they are written. */
export interface FaultMap extends ProcessFaults, CustomFaults {}

export type FaultKind = keyof FaultMap;
export type Fault = FaultMap[FaultKind];

/** Those first that put most at risk. */
export const FAULTS: FaultSpecs<FaultMap> = { ...processSpecs, ...customSpecs };

/** The word that plans write: `fault.kill(...)`. */
export const fault = { ...processFaults, ...customFaults };
