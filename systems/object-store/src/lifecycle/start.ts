/**
 * Keeps the lifecycle rules going. Days end at midnight, so all buckets are looked through once after each, and again when rules change; a
 * round in which something went wrong is done again before long.
 */
import { createHash } from 'node:crypto';
import { every, ledBy, type Repeated } from '@seatrial/service-time';
import { expireOnce, type LifecycleParts } from './job.ts';

const LOOK_EVERY_MS = 5_000;
const AGAIN_AFTER_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

export function startLifecycle(parts: LifecycleParts): Repeated {
  const { metadata, log, nowMs } = parts;
  let settled = '';
  let notBeforeMs = 0;
  const round = async (signal: AbortSignal): Promise<void> => {
    const hash = createHash('sha256').update(`${Math.floor(nowMs() / DAY_MS)}`);
    for (const { id, settings } of await metadata.bucketsWith('lifecycle')) hash.update(` ${id} ${settings.lifecycle}`);
    const wanted = hash.digest('hex');
    if (wanted === settled && performance.now() < notBeforeMs) return;
    const { failed, ...expired } = await expireOnce(parts, signal);
    if (expired.versions + expired.uploads > 0) log.info(expired, 'lifecycle rules let go of what was due');
    settled = wanted;
    notBeforeMs = failed > 0 ? performance.now() + AGAIN_AFTER_MS : Number.POSITIVE_INFINITY;
  };
  return every(LOOK_EVERY_MS, 'lifecycle', ledBy(metadata, round), log);
}
