/** Removes the disks of a trial when its process ends, and not when one of its threads does. Imported by the plans that use them. */
import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { disks } from './disks.ts';

if (isMainThread) process.once('exit', () => rmSync(disks, { recursive: true, force: true, maxRetries: 3 }));
