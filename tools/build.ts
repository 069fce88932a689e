/**
 * Makes seatrial/dist, the package as it is published: JavaScript and declarations in the layout of the sources, the kits
 * as entries of their own (`seatrial/s3`), the files that are not compiled beside them, and a package.json that points at
 * JavaScript. Tests stay at home.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isTestCode } from './tidy/source.ts';

const root = join(import.meta.dirname, '..');
const product = join(root, 'seatrial');
const dist = join(product, 'dist');
/** The kits that come with the package: each has a file in seatrial/kits, which is its entry while nothing is built. */
const kits = globSync('kits/*.ts', { cwd: product }).map((path) => basename(path, '.ts'));

rmSync(dist, { recursive: true, force: true });
const compiler = join(root, 'node_modules/.bin/tsc');
const { status } = spawnSync(compiler, ['-p', join(root, 'tools/tsconfig.build.json')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
layOut();
copyAssets();
pointAtJavaScript();
writePackage();
console.log('built seatrial/dist');

/** The compiler keeps the repository's folders; the package has the product's `src`, and each kit in `kits/NAME`. */
function layOut(): void {
  const compiled = join(dist, 'compiled');
  mkdirSync(join(dist, 'kits'));
  renameSync(join(compiled, 'seatrial/src'), join(dist, 'src'));
  for (const kit of kits) renameSync(join(compiled, 'kits', kit, 'src'), join(dist, 'kits', kit));
  rmSync(compiled, { recursive: true });
}

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

/** What a kit needs, the package needs; that nothing packs the sources is said in the scripts of theirs only. */
function writePackage(): void {
  const { devDependencies: _, scripts: __, ...source } = packageOf('seatrial');
  const ofKits = kits.map((kit) => packageOf(`kits/${kit}`).dependencies);
  const { seatrial: ___, ...dependencies } = Object.assign({}, source.dependencies, ...ofKits);
  const entry = (folder: string) => ({ types: `./${folder}/index.d.ts`, default: `./${folder}/index.js` });
  const exports = {
    '.': entry('src'),
    ...Object.fromEntries(kits.map((kit) => [`./${kit}`, entry(`kits/${kit}`)])),
    './package.json': './package.json',
  };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ ...source, exports, dependencies }, null, 2)}\n`);
}

function packageOf(folder: string): { dependencies: Record<string, string>; [field: string]: unknown } {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}
