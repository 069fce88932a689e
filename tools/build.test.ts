/**
 * The package as a user gets it: built, packed, unpacked into an empty project that has nothing but the dependencies the
 * package declares, started, imported and type-checked.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const project = mkdtempSync(join(tmpdir(), 'seatrial-package-'));
const installed = join(project, 'node_modules/seatrial');
let packed: string[] = [];

function execute(command: string, args: readonly string[], cwd = project): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000 });
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
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});
after(() => rmSync(project, { recursive: true, force: true }));

test('the package has programs, declarations and a licence, and no sources or tests', () => {
  for (const path of ['LICENSE', 'bin/seatrial.mjs', 'src/index.js', 'src/index.d.ts'])
    assert.ok(packed.includes(path), path);
  assert.deepEqual(
    packed.filter((path) => /^(?!templates\/).*(?<!\.d)\.ts$|\.test\.|fixture|testing\//.test(path)),
    [],
  );
});

test('the installed program starts', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'seatrial/package.json'), 'utf8'));
  assert.equal(execute(process.execPath, [join(installed, 'bin/seatrial.mjs'), '--version']).trim(), version);
});

test('the public entry can be imported', () => {
  const script = "import { defineTrial, journey } from 'seatrial'; console.log(typeof defineTrial, typeof journey);";
  assert.equal(execute(process.execPath, ['--input-type=module', '--eval', script]).trim(), 'function function');
});

test('the installed program writes a plan, and runs one', () => {
  const program = join(installed, 'bin/seatrial.mjs');
  execute(process.execPath, [program, 'new', '--into', '.']);
  const plan = [
    "import { claim, defineTrial, journey, load, system } from 'seatrial';",
    "const command = ['node', 'server.mjs', '{port}', '{dir}'];",
    "const notes = system('notes', { command, ready: { http: '/health', within: '10s' } });",
    "const look = journey('look', async (t) => {",
    "  t.check('is healthy', (await t.http.get('/health')).status === 200);",
    '});',
    "const phases = [load('short', look, { users: 1, for: '1s' })];",
    "export default defineTrial({ name: 'short', systems: [notes], phases, claims: [claim.checks(look)] });",
  ];
  writeFileSync(join(project, 'short.ts'), plan.join('\n'));
  assert.match(execute(process.execPath, [program, 'run', 'short.ts']), /proven/);
});

test('the public entry brings its types, and they refuse what is wrong', () => {
  link('@types/node');
  const plan = [
    "import { journey } from 'seatrial';",
    "export const order = journey('order', async (t) => {",
    "  const created = await t.http.post('/orders', { json: { sku: t.unique('sku') } });",
    "  t.check('order is created', created.status === 201);",
    '});',
    '// @ts-expect-error: a name is a string',
    'journey(1, async () => {});',
  ];
  writeFileSync(join(project, 'plan.ts'), plan.join('\n'));
  const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
  execute(join(root, 'node_modules/.bin/tsc'), [...options, 'plan.ts']);
});
