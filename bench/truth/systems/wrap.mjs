// A wrapper as npm, nodemon and init scripts are: node wrap.mjs WAY COMMAND... starts the command and stays beside it.
// WAY is `child` (same group), `group` (a group and session of its own) or `gone` (likewise, and the wrapper ends).
import { spawn } from 'node:child_process';

const [way, command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { detached: way !== 'child', stdio: way === 'child' ? 'inherit' : 'ignore' });
if (way === 'gone') child.unref();
else {
  if (way === 'child') child.on('exit', (code) => process.exit(code ?? 1));
  setInterval(() => {}, 1000);
}
