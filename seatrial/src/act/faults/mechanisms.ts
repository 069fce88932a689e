/** How each kind of fault is done; a new one is a line here (docs/how-to/add-a-fault.md). */
import type { FaultKind } from '../../plan/faults/fault.ts';
import { customised } from './custom.ts';
import { type Making, ofInstance } from './mechanism.ts';
import { killing } from './process/kill.ts';
import { pausing } from './process/pause.ts';

export const MECHANISMS: { readonly [K in FaultKind]: Making<K> } = {
  kill: ofInstance(killing),
  pause: ofInstance(pausing),
  custom: customised,
};
