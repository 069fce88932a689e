/** Work for a processor alone, about a millisecond of it: what the journey of the comparison of workers does, and what plain processes do beside it. */
import { createHash } from 'node:crypto';

const BYTES = Buffer.alloc(1024 * 1024, 'seatrial');

export function hashOnce(): string {
  return createHash('sha256').update(BYTES).digest('hex');
}
