/** Examples are run as a user runs them: by the command line, against real processes, the report read from JSON. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertProven, findingsOf, folder, node, root, seatrial } from './testing/as-a-user.ts';

function latestRun(): string {
  const runs = join(folder, '.seatrial/runs');
  return join(runs, readdirSync(runs).sort().at(-1) ?? '');
}

/** The two programs in docs/reference/evidence.md: one for a single record, one for all. */
async function checkByHand(run: string): Promise<void> {
  const bash = await new Promise<string>((resolve, reject) => {
    const script = documented('docs/reference/evidence.md', 'sh', 'sha256sum');
    execFile('bash', ['--norc', '-euo', 'pipefail', '-c', script], { cwd: run }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
  });
  const [computed, kept] = bash.split('\n');
  assert.match(computed ?? '', /^[0-9a-f]{32}$/);
  assert.equal(computed, kept);

  const program = join(folder, 'check-chain.mjs');
  writeFileSync(program, documented('docs/reference/evidence.md', 'js', 'createHash'));
  const whole = await node([program, run]);
  assert.match(whole.stdout, /^\d+ records, unbroken from header to seal$/m, whole.stderr);
  appendFileSync(join(run, 'header.json'), ' ');
  const changed = await node([program, run]);
  assert.match(changed.stderr, /record 1 does not follow from what stands before it/);
}

/** The block of a document in this language that holds this text. */
function documented(path: string, language: string, text: string): string {
  const document = readFileSync(join(root, path), 'utf8');
  const blocks = [...document.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))];
  const found = blocks.map((block) => block[1] ?? '').find((block) => block.includes(text));
  assert.ok(found, `${path} has no ${language} block with ${text}`);
  return found;
}

test('the tutorial shows the first example as it is', () => {
  const plan = readFileSync(join(root, 'seatrial/templates/first/trial.ts'), 'utf8');
  assert.equal(documented('docs/tutorial/first-verdict.md', 'ts', "name: 'notes'"), plan.trimEnd());
});

test('endpoint: what needs control over the system is unproven, and says so; the evidence can be checked by hand', async () => {
  const server = createServer((_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = await seatrial(['run', join(root, 'examples/endpoint/trial.ts'), '--json'], { ENDPOINT_URL: url });
  server.close();
  server.closeAllConnections();
  assert.equal(run.code, 2, run.stderr);
  const findings = findingsOf(run);
  assertProven(findings.filter(({ kind }) => kind !== 'recovery'));
  const recovery = findings.find(({ kind }) => kind === 'recovery');
  assert.equal(recovery?.verdict, 'unproven');
  assert.match(recovery?.because[0] ?? '', /shop is an endpoint: only what Seatrial itself has started can be harmed/);
  await checkByHand(latestRun());
});

test('s3: without an endpoint the template says what to set', async () => {
  const run = await seatrial(['run', join(root, 'seatrial/templates/s3/trial.ts')], { S3_ENDPOINT: '' });
  assert.equal(run.code, 64);
  assert.match(run.stderr, /set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY/);
});
