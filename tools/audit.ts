/** `node tools/audit.ts`: asks the package registry for known vulnerabilities of what the lock file names. */
import { spawnSync } from 'node:child_process';
import { readAudit } from './advisories.ts';

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: 60_000 });
const { sentence, failed } = readAudit(stdout);
console.log(sentence);
process.exitCode = failed ? 1 : 0;
