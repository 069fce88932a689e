import { describe, it } from 'node:test';
import { inProject } from './testing/project.ts';
import { fileRefused, planRefused } from './testing/refusals.ts';
import { complains, refused } from './testing/speech.ts';

const together = { concurrency: 3 };

describe('a plan file that cannot be read', together, () => {
  it('has a syntax error only Node finds', () =>
    fileRefused('const x = 1;\nconst x = 2;\nexport default x;\n', 'trial.ts', 'line 2', 'does not parse'));
  it('uses TypeScript that has to be compiled', () =>
    fileRefused('const a = 1;\nenum Colour { red }\nexport default Colour;\n', 'trial.ts', 'line 2', 'no enums'));
  it('imports a file with a syntax error', () =>
    inProject(async (project) => {
      project.write('trial.ts', "export { default } from './shop.ts';\n");
      project.write('shop.ts', 'const a = 1;\n\nconst b = (;\n');
      await refused(project, ['run'], 'shop.ts', 'line 3', 'does not parse');
    }));
  it('imports a package that is not installed', () =>
    fileRefused("import left from 'left-pad-of-nobody';\nexport default left;\n", "'left-pad-of-nobody'", 'install'));
  it('imports a file that is not there', () =>
    fileRefused("import a from './shop.ts';\nexport default a;\n", 'shop.ts', 'path of the import'));
  it('imports a file without its ending', () =>
    inProject(async (project) => {
      project.write('trial.ts', "import { a } from './shop';\nexport default a;\n");
      project.write('shop.ts', 'export const a = 1;\n');
      await refused(project, ['run'], "'shop'", "'.../shop.ts'");
    }));
  it('has a decorator', () =>
    fileRefused('const d = () => {};\n@d class A {}\nexport default A;\n', 'line 2', 'no decorators'));
  it('lies below node_modules', () =>
    inProject(async (project) => {
      project.write('node_modules/ours/trial.ts', 'export default 1;\n');
      await refused(project, ['run', 'node_modules/ours/trial.ts'], 'below node_modules', 'move the plan out');
    }));
  it('imports a name that is not there', () =>
    fileRefused("import { clam } from 'seatrial';\nexport default clam;\n", "'clam'", 'fix the import'));
  it('throws', () =>
    fileRefused("const a = 1;\nthrow new Error('no shop today');\n", 'line 2', 'no shop today', 'only describes'));
  it('throws what is no error', () =>
    fileRefused("throw { shop: 'closed' };\n", "{ shop: 'closed' }", 'only describes'));
  it('waits for ever', () => fileRefused('await new Promise(() => {});\n', 'never comes', 'top-level await'));
  it('lets a promise fail', () =>
    fileRefused("void Promise.reject(new Error('no shop'));\nawait new Promise(() => {});\n", 'line 1', 'no shop'));
  it('exports nothing', () => fileRefused('export const plan = 1;\n', 'does not export a trial', 'export default'));
  it('exports something else', () => fileRefused('export default { name: 1 };\n', 'does not export a trial'));
  it('is not there', () =>
    inProject(async (project) => void (await refused(project, ['run', 'no.ts'], 'no.ts', 'no such file'))));
  it('is a folder', () => inProject(async (project) => void (await refused(project, ['run', '.'], 'it is a folder'))));
  it('is no code', () =>
    inProject(async (project) => {
      project.write('notes.txt', 'buy milk');
      await refused(project, ['run', 'notes.txt'], 'notes.txt', 'trial.ts');
    }));
});

describe('a plan with mistakes', together, () => {
  it('claims something of a journey that nobody makes', () =>
    planRefused(
      { before: "const loook = journey('loook', async () => {});", claims: "claim.errors(loook, 'rate<1%')" },
      'claims[0] (errors of loook rate<1%), journey: ',
      "no phase runs a journey 'loook'",
      "did you mean 'look'?",
    ));
  it('does nothing', () =>
    planRefused(
      { phases: "load('short', look, { rate: '0/s', for: '300ms' })" },
      'phases[0]',
      'the load is 0 all the time',
    ));
  it('claims nothing', () => planRefused({ claims: '' }, 'claims nothing', 'proves nothing'));
  it('gives a duration as a bare number', () =>
    planRefused(
      { phases: "load('short', look, { users: 1, for: 30 })" },
      'phases[0] (short), for: ',
      '30 is a bare number',
      "'10s'",
    ));
  it('asks for a percentile over 100', () =>
    planRefused(
      { claims: "claim.latency(look, 'p(101)<200ms')" },
      'claims[0] (latency of look p(101)<200ms), threshold: ',
      'between 0 and 100',
    ));
  it('names a phase that is not there', () =>
    planRefused({ claims: "claim.checks(look, { during: 'shrot' })" }, "no phase 'shrot'", "did you mean 'short'?"));
  it('asks for users and a rate', () =>
    planRefused(
      { phases: "load('short', look, { users: 1, rate: '1/s', for: '1s' })" },
      'phases[0]',
      'rate and users contradict each other',
    ));
  it('harms an instance that is not there', () =>
    planRefused(
      {
        phases:
          "load('short', look, { users: 1, for: '3s', faults: [fault.kill(api.instance(2), { at: '1s', restartAfter: '1s' })] })",
      },
      'phases[0] (short), faults[0].target: ',
      "'api' has no instance 2",
      'from 1 to 1',
    ));
  it('loads another machine without being allowed to', () =>
    planRefused({ system: "url: 'http://example.test'" }, 'example.test is not this machine', 'allowRemote: true'));
  it('gives something else where a part belongs', () =>
    planRefused({ phases: 'null' }, 'phases[0]', 'null is not what belongs here', 'write load('));
  it('gives a claim that is no claim', () => planRefused({ claims: 'undefined' }, 'claims[0]', 'write claim.'));
  it('has no journey in a phase', () =>
    planRefused(
      { phases: "load('short', undefined, { users: 1, for: '1s' })" },
      'phases[0] (short), journey: ',
      'write journey(',
    ));
  it('has no options for a phase', () =>
    planRefused({ phases: "load('short', look)" }, 'phases[0]', 'is not a set of options'));
  it('is no list where a list belongs', () => planRefused({ more: 'phases: {}' }, 'phases', '{} is not a list'));
});

describe('a command line with mistakes', together, () => {
  const says = (args: readonly string[], ...said: readonly (string | RegExp)[]) =>
    inProject(async (project) => void (await refused(project, args, ...said)));

  it('names no command', () => says([], 'Usage: seatrial'));
  it('gives an unknown option', () => says(['run', '--jsn'], "'--jsn'", 'Did you mean --json?'));
  it('gives too much', () => says(['run', 'a.ts', 'b.ts'], 'too many arguments'));
  it('asks for an unknown format', () => says(['report', 'latest', '-f', 'pdf'], "'pdf'", 'html, json, junit'));
  it('asks for an unknown kit', () => says(['new', 'shop'], "no kit 'shop'", 'a first plan'));
  it('writes where nothing can be written', () =>
    inProject(async (project) => {
      project.write('taken', '');
      complains(await project.seatrial('new', '--into', 'taken/here'), 70, 'taken/here', '--into');
    }));
  it('has no latest run', () => says(['verify'], 'no run', 'seatrial run'));
  it('loads what is no URL', () => says(['quick', 'shop'], "'shop' is not an http URL", 'http://'));
  it('loads a host without http', () => says(['quick', 'localhost:8080'], "'localhost:8080' is not an http URL"));
  it('loads what is no http URL', () => says(['quick', 'ftp://127.0.0.1/'], 'ftp:', 'http://'));
  it('loads another machine', () => says(['quick', 'http://example.test/'], 'not this machine', '--allow-remote'));
  it('gives users that are no number', () =>
    says(['quick', 'http://127.0.0.1:1/', '--users', 'many'], "--users: 'many'"));
  it('gives a duration without a unit', () => says(['quick', 'http://127.0.0.1:1/', '-d', '3'], "-d: '3'"));
  it('gives a rate without a unit', () => says(['quick', 'http://127.0.0.1:1/', '--rate=30'], "--rate: '30'"));
  it('gives threads of load that are no number', () =>
    inProject(async (project) => {
      project.plan();
      await refused(project, ['run', '-w', 'all'], "-w: 'all'");
    }));
  it('cleans without saying what', () => says(['clean'], '--keep N', '--older-than'));
  it('cleans by an age without a unit', () => says(['clean', '--older-than', '7'], "--older-than: '7'", '7d'));
  it('gives a threshold that is none', () =>
    says(['quick', 'http://127.0.0.1:1/', '-t', 'fast'], "'fast'", 'p(95)<200ms'));
});
