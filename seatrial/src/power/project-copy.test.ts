import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { copyProject, type ProjectCopy } from './project-copy.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'seatrial-copy-')));
after(() => rmSync(folder, { recursive: true, force: true }));

const project = join(folder, 'project');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};
write('shop/main.ts', 'one');
write('node_modules/far/index.js', 'far');
write('node_modules/@far/one/index.js', 'far');
write('.seatrial/runs/a/header.json', '{}');
write('.git/HEAD', 'ref');
mkdirSync(join(project, 'node_modules/.bin'));
symlinkSync('../shop', join(project, 'node_modules/shop'));
symlinkSync('../../shop', join(project, 'node_modules/@far/shop'));
symlinkSync('../far/index.js', join(project, 'node_modules/.bin/far'));
symlinkSync('nowhere', join(project, 'broken'));
symlinkSync(join(project, 'shop'), join(project, 'absolute'));
symlinkSync(join(project, 'shop/main.ts'), join(project, 'node_modules/.bin/shop'));
mkdirSync(join(folder, 'shared'));
writeFileSync(join(folder, 'shared/main.ts'), 'of the user');
symlinkSync('../../shared', join(project, 'node_modules/shared'));

const copyOf = (path: string): ProjectCopy => {
  const made = copyProject(path);
  assert.ok(made.ok);
  return made.copy;
};
const copies = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`seatrial-power-${process.pid}-`));

test('sources are copies, packages are links, and a workspace is that of the copy', () => {
  const copy = copyOf(project);
  try {
    const at = (path: string): string => realpathSync(join(copy.folder, path));
    writeFileSync(join(copy.folder, 'shop/main.ts'), 'two');
    assert.equal(readFileSync(join(project, 'shop/main.ts'), 'utf8'), 'one');
    for (const link of ['node_modules/shop', 'node_modules/@far/shop', 'absolute'])
      assert.equal(at(link), join(copy.folder, 'shop'));
    assert.equal(at('node_modules/far'), join(project, 'node_modules/far'));
    assert.equal(at('node_modules/@far/one'), join(project, 'node_modules/@far/one'));
    assert.equal(at('node_modules/.bin/far'), join(project, 'node_modules/far/index.js'));
    assert.equal(at('node_modules/.bin/shop'), join(copy.folder, 'shop/main.ts'));
    assert.equal(at('node_modules/shared'), join(folder, 'shared'));
    for (const path of ['.seatrial', '.git', 'broken'])
      assert.equal(lstatSync(join(copy.folder, path), { throwIfNoEntry: false }), undefined, path);
    assert.equal(copy.at(join(project, 'shop/main.ts')), join(copy.folder, 'shop/main.ts'));
    assert.equal(copy.at(join(project, 'node_modules/far')), join(project, 'node_modules/far'));
    assert.equal(copy.at(folder), folder);
  } finally {
    copy.remove();
  }
  assert.equal(existsSync(copy.folder), false);
});

test('a copy whose process has died is removed by the next', () => {
  const [dead, foreign] = ['seatrial-power-999999999-a', 'seatrial-power-b'].map((name) => join(tmpdir(), name));
  for (const path of [dead, foreign]) mkdirSync(path as string, { recursive: true });
  copyOf(project).remove();
  assert.deepEqual(
    [dead, foreign].map((path) => existsSync(path as string)),
    [false, true],
  );
  rmSync(foreign as string, { recursive: true });
});

test('the digest is that of names and contents', () => {
  const digest = (): string => {
    const copy = copyOf(project);
    copy.remove();
    return copy.digest;
  };
  const before = digest();
  assert.equal(digest(), before);
  write('shop/main.ts', 'three');
  assert.notEqual(digest(), before);
});

test('a link that leads out of the project is refused by name, and no copy is left', () => {
  for (const [target, name] of [
    ['../../shared', 'shop/lib'],
    ['../../shared/main.ts', 'shop/source.ts'],
    [join(folder, 'shared'), 'data'],
    ['../node_modules/shared', 'shop/package'],
    ['..', 'above'],
  ] as const) {
    symlinkSync(target, join(project, name));
    const made = copyProject(project);
    rmSync(join(project, name));
    assert.ok(!made.ok, name);
    assert.match(made.problem, new RegExp(`^${name} is a link that leads out of the project`));
  }
  assert.deepEqual(copies(), []);
});

test('packages behind a link are linked one by one, so that a workspace among them is that of the copy', () => {
  const inner = join(project, 'shop');
  symlinkSync('../node_modules', join(inner, 'node_modules'));
  const copy = copyOf(inner);
  try {
    const at = (path: string): string => realpathSync(join(copy.folder, path));
    assert.equal(at('node_modules/shop'), copy.folder);
    assert.equal(at('node_modules/far'), join(project, 'node_modules/far'));
  } finally {
    copy.remove();
    rmSync(join(inner, 'node_modules'));
  }
});
