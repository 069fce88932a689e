/**
 * What this core and this disk do at most, to hold the store against: `md5 SECONDS` hashes 1 MiB again and again, `disk SECONDS FOLDER
 * AT-ONCE` writes files of 1 MiB and waits for each to be on the disk. Prints bytes a second.
 */
import { hash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const [what = '', seconds = '', folder = '', atOnce = '1'] = process.argv.slice(2);
const content = randomBytes(1024 * 1024);
const startMs = performance.now();
const endMs = startMs + Number(seconds) * 1000;
let done = 0;

function md5(): void {
  for (; performance.now() < endMs; done++) hash('md5', content);
}

async function writeFiles(): Promise<void> {
  while (performance.now() < endMs) {
    const file = await open(join(folder, `limit-${done++}`), 'wx');
    await file.write(content);
    await file.datasync();
    await file.close();
  }
}

if (what === 'md5') md5();
else await Promise.all(Array.from({ length: Number(atOnce) }, writeFiles));
console.log((done * content.length * 1000) / (performance.now() - startMs));
