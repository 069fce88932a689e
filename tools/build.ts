/**
 * Makes seatrial/dist, the package as it is published: JavaScript and declarations in the layout of the sources, the
 * files that are not compiled beside them, and a package.json that points at JavaScript. Tests stay at home.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isTestCode } from './tidy/source.ts';

const root = join(import.meta.dirname, '..');
const product = join(root, 'seatrial');
const dist = join(product, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules/.bin/tsc');
const { status } = spawnSync(compiler, ['-p', join(root, 'tools/tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
copyAssets();
pointAtJavaScript();
writePackage();
console.log('built seatrial/dist');

function copyAssets(): void {
  const others = globSync(['bin/**/*.*', 'src/**/*.*'], { cwd: product }).filter((path) => !path.endsWith('.ts'));
  const assets = [...others, ...globSync('templates/**/*.*', { cwd: product })];
  for (const path of assets.filter((asset) => !isTestCode(`seatrial/${asset}`))) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    cpSync(join(product, path), join(dist, path));
  }
  const readme = [join(product, 'README.md'), join(root, 'README.md')].find((path) => existsSync(path));
  if (readme !== undefined) cpSync(readme, join(dist, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
}

/** The compiler rewrites `import './x.ts'`, but not what starts a worker or a program: that is done here. */
function pointAtJavaScript(): void {
  for (const path of globSync('src/**/*.js', { cwd: dist })) {
    const text = readFileSync(join(dist, path), 'utf8');
    const started = /(new URL\(\s*['"]\.[^'"]*)\.ts(['"],\s*import\.meta\.url)/g;
    writeFileSync(join(dist, path), text.replace(started, '$1.js$2'));
  }
}

function writePackage(): void {
  const source = JSON.parse(readFileSync(join(product, 'package.json'), 'utf8'));
  const exports = {
    '.': { types: './src/index.d.ts', default: './src/index.js' },
    './package.json': './package.json',
  };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ ...source, exports }, null, 2)}\n`);
}
