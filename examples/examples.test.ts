/** Every example is run as a user runs it: by the command line, against real processes, its report read from JSON. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const parent = join(root, '.seatrial/examples-test');
mkdirSync(parent, { recursive: true });
// Below the repository, so that the plans find the packages they import.
const folder = mkdtempSync(join(parent, 'user-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function node(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const options = { cwd: folder, env: { ...process.env, ...environment }, timeout: 120_000, maxBuffer: 64 * 1024 ** 2 };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

const seatrial = (args: readonly string[], environment?: Record<string, string>): Promise<Ended> =>
  node([join(root, 'seatrial/bin/seatrial.mjs'), ...args], environment);

interface Finding {
  readonly claim: string;
  readonly kind: string;
  readonly category: string;
  readonly verdict: string;
  readonly because: readonly string[];
}

function findingsOf({ stdout, stderr }: Ended): readonly Finding[] {
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout).findings;
}

/** What a busy machine may leave unproven is left out; everything else must be proven. */
function assertProven(findings: readonly Finding[]): void {
  const figures = ['performance', 'operability'];
  const others = findings.filter(({ category }) => !figures.includes(category));
  assert.ok(others.length > 0);
  assert.deepEqual(
    others.filter(({ verdict }) => verdict !== 'proven'),
    [],
  );
}

test('the first example is what `seatrial new` writes: it runs as it is, and its evidence can be checked by hand', async () => {
  const made = await seatrial(['new', '--into', 'first']);
  assert.equal(made.code, 0, made.stderr);
  const run = await seatrial(['run', 'first/trial.ts', '--json']);
  const findings = findingsOf(run);
  assertProven(findings);
  assert.equal(findings.length, 8); // those of the plan, and that the system stays up
  assert.equal(run.code, findings.every(({ verdict }) => verdict === 'proven') ? 0 : 2);
  assert.equal((await seatrial(['verify', 'latest'])).code, 0);
  await checkByHand(latestRun());
});

function latestRun(): string {
  const runs = join(folder, '.seatrial/runs');
  return join(runs, readdirSync(runs).sort().at(-1) ?? '');
}

/** The two programs in docs/reference/evidence.md: one for a single record, one for all. */
async function checkByHand(run: string): Promise<void> {
  const bash = await new Promise<string>((resolve, reject) => {
    const script = documented('docs/reference/evidence.md', 'sh', 'sha256sum');
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd: run }, (error, out) =>
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

test('endpoint: what needs control over the system is unproven, and says so', async () => {
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
});

test('s3: the template runs against any S3 endpoint', async () => {
  assert.equal((await seatrial(['new', 's3', '--into', 's3'])).code, 0);
  const { store, url } = await startStore();
  try {
    const run = await seatrial(['run', 's3/trial.ts', '--json'], { S3_ENDPOINT: url, S3_BRIEF: '1', ...KEYS });
    const findings = findingsOf(run);
    assertProven(findings);
    assert.ok(findings.some(({ kind }) => kind === 'tenant-isolation'));
  } finally {
    store.kill('SIGTERM');
    await once(store, 'exit');
  }
});

test('s3: without an endpoint the template says what to set', async () => {
  const run = await seatrial(['run', join(root, 'seatrial/templates/s3/trial.ts')], { S3_ENDPOINT: '' });
  assert.equal(run.code, 64);
  assert.match(run.stderr, /set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY/);
});

const KEYS = {
  S3_ACCESS_KEY_ID: 'FIRST',
  S3_SECRET_ACCESS_KEY: 'the-first-secret',
  S3_OTHER_ACCESS_KEY_ID: 'OTHER',
  S3_OTHER_SECRET_ACCESS_KEY: 'the-other-secret',
};

/** The object store as somebody else's process: its address is read from what it says of itself. */
function startStore(): Promise<{ store: ChildProcess; url: string }> {
  const credentials = [
    { tenant: 'first', accessKeyId: 'FIRST', secretAccessKey: KEYS.S3_SECRET_ACCESS_KEY },
    { tenant: 'other', accessKeyId: 'OTHER', secretAccessKey: KEYS.S3_OTHER_SECRET_ACCESS_KEY },
  ];
  const program = join(root, 'systems/object-store/src/main.ts');
  const store = spawn(process.execPath, [program, '--port', '0', '--data', join(folder, 'store')], {
    env: { ...process.env, OBJECT_STORE_CREDENTIALS: JSON.stringify(credentials) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    store.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /"url":"([^"]+)"/.exec(said)?.[1];
      if (url !== undefined) resolve({ store, url });
    });
    store.on('exit', () => reject(new Error(`the object store ended: ${said}`)));
  });
}
