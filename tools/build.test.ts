/**
 * The package as a user gets it: built, packed, unpacked into a project as `npm init -y` makes it, which has nothing but the
 * dependencies the package declares; its programs run by `npx`, imported and type-checked. Installing it from the packed
 * file differs in who unpacks it: that needs a registry for the dependencies, which a test does not ask.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'seatrial-package-'));
/** No other Node than the one that runs the tests, whatever the machine has. */
const environment = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
const installed = join(project, 'node_modules/seatrial');
const PROGRAM = join(project, 'node_modules/.bin/seatrial');
let packed: string[] = [];
const POWER_PLAN = `import { claim, defineTrial, journey, load, system } from 'seatrial';
const look = journey('look', (t) => t.http.get('/'));
const phases = [load('short', look, { users: 1, for: '1s' })];
export default defineTrial({ name: 'a', systems: [system('a', { command: ['a', '{port}'] })], phases, claims: [claim.checks(look)] });
`;

function execute(command: string, args: readonly string[], cwd = project, more: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...environment, ...more },
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 0, `${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

function link(name: string): void {
  const path = join(project, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), path);
}

before(() => {
  execute(process.execPath, [join(root, 'tools/build.ts')], root);
  const output = execute('npm', ['pack', '--json', '--pack-destination', project], join(root, 'seatrial/dist'));
  const [tarball] = Object.values(JSON.parse(output)) as { filename: string; files: { path: string }[] }[];
  assert.ok(tarball);
  packed = tarball.files.map(({ path }) => path);
  mkdirSync(installed, { recursive: true });
  execute('tar', ['-xzf', tarball.filename, '-C', installed, '--strip-components', '1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) link(name);
  mkdirSync(join(project, 'node_modules/.bin'));
  symlinkSync('../seatrial/bin/seatrial.mjs', join(project, 'node_modules/.bin/seatrial'));
  execute('npm', ['init', '--yes']);
});
after(() => rmSync(project, { recursive: true, force: true }));

test('the package has programs, declarations and a licence, and no sources or tests', () => {
  for (const path of ['LICENSE', 'bin/seatrial.mjs', 'src/index.js', 'src/index.d.ts', 'kits/s3/index.js'])
    assert.ok(packed.includes(path), path);
  assert.deepEqual(
    packed.filter((path) => /^(?!templates\/).*(?<!\.d)\.ts$|\.test\.|fixture|testing\//.test(path)),
    [],
  );
});

test('the package is the product and its kits, and nothing of systems or what they stand on', () => {
  const own = /^(LICENSE|README\.md|package\.json|(bin|src|kits|templates)\/.*)$/;
  assert.deepEqual(
    packed.filter((path) => !own.test(path)),
    [],
  );
  const folders = new Set(packed.flatMap((path) => /^(src|kits)\/([^/]+)\//.exec(path)?.[0] ?? []));
  const stations = ['act', 'cli', 'evidence', 'judge', 'plan', 'power', 'report', 'std'].map((name) => `src/${name}/`);
  assert.deepEqual([...folders].sort(), ['kits/s3/', ...stations]);
});

test('the installed program starts', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'seatrial/package.json'), 'utf8'));
  assert.equal(execute(process.execPath, [join(installed, 'bin/seatrial.mjs'), '--version']).trim(), version);
});

test('the public entry can be imported', () => {
  const script = "import { defineTrial, journey } from 'seatrial'; console.log(typeof defineTrial, typeof journey);";
  assert.equal(execute(process.execPath, ['--input-type=module', '--eval', script]).trim(), 'function function');
});

test('what the installed program writes runs by the line that it prints', () => {
  const [, run = ''] = /run it: {2}npx (seatrial run \S+)\n/.exec(execute('npx', ['--no', 'seatrial', 'new'])) ?? [];
  const plan = join(project, run.split(' ').at(-1) ?? '');
  const short = readFileSync(plan, 'utf8')
    .replaceAll(/(for|over): '\ds'/g, "$1: '1s'")
    .replace("at: '2s'", "at: '200ms'")
    .replace("restartAfter: '1s'", "restartAfter: '100ms'");
  writeFileSync(plan, short);
  assert.match(execute(PROGRAM, ['check', plan]), /claims\.\n[\s\S]*node server\.mjs/);
  // On a busy machine the load generator may not keep up, and says so: then it ends with another code.
  const { stdout, stderr } = spawnSync(PROGRAM, run.split(' ').slice(1), {
    cwd: project,
    env: environment,
    encoding: 'utf8',
  });
  assert.match(stdout, /✓ no acknowledged write of note is lost/, stdout + stderr);
  const judging = "import { judgeRun, verifyRun } from 'seatrial'; console.log(judgeRun(RUN).ok, verifyRun(RUN).ok)";
  const [name = ''] = readdirSync(join(project, '.seatrial/runs'));
  const script = judging.replaceAll('RUN', JSON.stringify(join('.seatrial/runs', name)));
  assert.equal(execute(process.execPath, ['--input-type=module', '--eval', script]).trim(), 'true true');
});

test('who wants to know the power of a trial is told what to install; nobody else has it', () => {
  assert.ok(packed.includes('src/power/probe.mjs'));
  writeFileSync(join(project, 'plan.mjs'), POWER_PLAN);
  const args = ['power', 'plan.mjs', '--mutate', '*.mjs'];
  const { status, stderr } = spawnSync(PROGRAM, args, { cwd: project, env: environment, encoding: 'utf8' });
  assert.match(stderr, /instrumenter is not here.*\n {2}install it: npm install --save-dev @stryker-mutator/);
  assert.equal(status, 64);
});

test('the S3 kit comes with it: its plan is checked where it was written', () => {
  execute(PROGRAM, ['new', 's3', '--into', 's3']);
  const store = {
    S3_ENDPOINT: 'http://127.0.0.1:9',
    S3_ACCESS_KEY_ID: 'AK',
    S3_SECRET_ACCESS_KEY: 'of-this-test-only',
  };
  const checked = execute(PROGRAM, ['check', 's3/trial.mts'], project, store);
  assert.match(checked, /endpoint http:\/\/127\.0\.0\.1:9/);
  assert.match(checked, /errors of mix count==0/);
});

test('the public entry brings its types, and they refuse what is wrong', () => {
  link('@types/node');
  const plan = [
    "import { journey, system } from 'seatrial';",
    "import { s3Kit } from 'seatrial/s3';",
    "const accounts = [{ tenant: 'a', accessKeyId: 'AK', secretAccessKey: 'SK' }] as const;",
    "export const phases = s3Kit({ system: system('store', { url: 'http://127.0.0.1:9' }), accounts }).prepare().phases;",
    '// @ts-expect-error: an account has a secret',
    "s3Kit({ system: system('store', { url: 'http://127.0.0.1:9' }), accounts: [{ tenant: 'a', accessKeyId: 'AK' }] });",
    "export const order = journey('order', async (t) => {",
    "  const created = await t.http.post('/orders', { json: { sku: t.unique('sku') } });",
    "  t.check('order is created', created.status === 201);",
    '});',
    '// @ts-expect-error: a name is a string',
    'journey(1, async () => {});',
  ];
  writeFileSync(join(project, 'plan.mts'), plan.join('\n'));
  const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
  execute(join(root, 'node_modules/.bin/tsc'), [...options, 'plan.mts']);
});
