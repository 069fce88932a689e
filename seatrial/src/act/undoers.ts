/** How the next trial undoes what one that died had done; a new way to undo is a line here. */
import type { Undoers } from './systems/lease.ts';
import { killGroup, resumeGroup } from './systems/undo-group.ts';

const BY_HAND = 'nothing: only the code of its plan can undo it, and that ended with its trial; undo it by hand';

export const UNDOERS: Undoers = {
  'kill-group': killGroup,
  'resume-group': resumeGroup,
  'by-hand': { isWhole: () => true, undo: async () => BY_HAND },
};
