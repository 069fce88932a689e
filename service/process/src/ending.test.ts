/** How a process ends: when what it accepted is finished, at a second request, or at a limit. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** Runs a program that asks itself to end; `stop` and `after` are what is written there. */
async function ended(stop: string, after: string, limitMs: number) {
  const ending = JSON.stringify(new URL('./ending.ts', import.meta.url).href);
  const script = `import { endWhenAsked } from ${ending};
    import { createLog } from '@seatrial/service-log';
    const alive = setInterval(() => undefined, 1000);
    endWhenAsked(process, ${stop}, createLog(), ${limitMs});
    ${after}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = child.stdout.setEncoding('utf8').toArray();
  const [code] = await once(child, 'exit');
  return { code, output: (await output).join('') };
}

const never = '() => new Promise(() => undefined)';
const interrupt = "process.kill(process.pid, 'SIGINT');";

test('it ends when it has stopped', async () => {
  const { code, output } = await ended('async () => clearInterval(alive)', interrupt, 60_000);
  assert.equal(code, 0);
  assert.match(output, /"why":"SIGINT".*"stopping"/);
});

test('there is a limit to how long it may take', async () => {
  const { code, output } = await ended(never, interrupt, 100);
  assert.equal(code, 1);
  assert.match(output, /not done after 100 ms.*ended without finishing/s);
});

test('a second request ends it at once', async () => {
  const { code, output } = await ended(never, `${interrupt} setImmediate(() => { ${interrupt} });`, 60_000);
  assert.equal(code, 1);
  assert.match(output, /SIGINT while stopping.*ended without finishing/s);
});

test('what cannot stop is told', async () => {
  const failing = "async () => { clearInterval(alive); throw new Error('the disk is gone'); }";
  const { code, output } = await ended(failing, interrupt, 60_000);
  assert.equal(code, 1);
  assert.match(output, /the disk is gone.*could not stop cleanly/);
});
