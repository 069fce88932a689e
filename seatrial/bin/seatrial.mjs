#!/usr/bin/env node
// Starts the command line. Plain JavaScript that an old Node can read, so that it can say what is missing instead of
// failing on syntax it does not know. In the repository the sources run as they are; in the published package, JavaScript.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 12)) {
  console.error(`seatrial needs Node 24.12 or newer; this is ${process.version} (${process.execPath}).`);
  console.error('Install a newer one, or add it to your project with: npm install --save-dev node@24');
  process.exitCode = 64;
} else {
  nodeModule.enableCompileCache?.();
  const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'cli', 'main');
  await import(pathToFileURL(existsSync(`${main}.ts`) ? `${main}.ts` : `${main}.js`).href);
}
