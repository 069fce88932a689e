/** What can be wrong with a system's options, and what is said of it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Claim, claim } from '../claims/claim.ts';
import { fault } from '../faults/fault.ts';
import { journey } from '../journey.ts';
import { load } from '../phases/load.ts';
import { resolveTrial } from '../resolve.ts';
import { defineTrial } from '../trial.ts';
import { type EndpointOptions, type ProcessOptions, type System, system } from './system.ts';

const SERVE = { command: ['serve', '{port}'] };
const look = journey('look', async () => undefined);

/** Every mistake, as `path: problem; hint`. */
function mistakesOf(
  systems: readonly System[],
  claims: readonly Claim[] = [claim.checks(look)],
  faults: unknown[] = [],
): string[] {
  const on = { ...look, on: systems[0] as System };
  const phases = [load('a', on, { users: 1, for: '10s', faults: faults as never })];
  const resolution = resolveTrial(defineTrial({ name: 'x', systems, phases, claims }));
  return resolution.ok ? [] : resolution.problems.map(({ path, problem, hint }) => `${path}: ${problem}; ${hint}`);
}

const of = (options: object): string[] =>
  mistakesOf([
    system('api', { ...SERVE, ...options } as ProcessOptions),
    system('db', { ...SERVE, instances: 2 }),
    system('far', { url: 'http://127.0.0.1:1' }),
  ]);

function says(options: object, said: RegExp): void {
  const mistakes = of(options);
  assert.equal(mistakes.length, 1, mistakes.join('\n'));
  assert.match(mistakes[0] ?? '', said);
}

test('what is right is no mistake', () => {
  for (const options of [
    {
      command: [
        'a',
        '{port}',
        '{db.1.url}',
        '{db.2.port}',
        '{far.url}',
        '{db.1.dir}',
        '{api.host}',
        '{{db.port}}',
        '{other.x}',
        '{"a":1}',
      ],
    },
    { command: ['a'], listens: false },
    { command: ['a', '{port:own}'], listens: false, ready: { tcp: '{port:own}' } },
    { ready: { tcp: '5432' } },
    { ready: { command: ['pg_isready', '-p', '{port}'], within: '5s' } },
    { ready: { check: async () => true } },
    { headers: { 'X-A': 'b', 'x-n': 1 }, auth: { user: 'ada', password: 'x' } },
    { auth: { bearer: 'x' } },
  ])
    assert.deepEqual(of(options), [], JSON.stringify(options));
});

test('addresses of other systems lead somewhere', () => {
  const at = (text: string) => ({ command: ['a', '{port}', text] });
  says(
    at('{db.port}'),
    /'db' has 2 instances, and this does not say which; write its number, from 1: '\{db\.1\.port\}'/,
  );
  says(at('{db.3.port}'), /'db' has no instance 3; they are counted from 1 to 2/);
  says(at('{db.1.prot}'), /'\{db\.1\.prot\}' says nothing of 'db'; did you mean '\{db\.port\}'\?/);
  says(at('{db.1.port:admin}'), /nothing gives 'db' a \{port:admin\}/);
  says(at('{db.1.url:x}'), /says nothing of 'db'/);
  says(at('{dbb.url}'), /'\{dbb\.url\}' names no system; did you mean '\{db\.url\}'\?/);
  says(at('{far.dir}'), /'far' has a url and no data folder/);
  says({ env: { A: '{db.9.url}' } }, /^systems\[0\]\.env\.A: 'db' has no instance 9/);
});

test('a system without a port, and readiness, contradict themselves nowhere', () => {
  says({ command: ['a'] }, /nothing tells the command its port; .*if it serves none, add listens: false/);
  says({ listens: false }, /is given a \{port\}, and listens: false says that it serves none/);
  says({ listens: true }, /listens: true is not false/);
  says({ mayEnd: 'yes' }, /^systems\[0\]\.mayEnd: 'yes' is neither true nor false/);
  says({ printsSecrets: 1 }, /^systems\[0\]\.printsSecrets: 1 is neither true nor false/);
  says({ command: ['a'], listens: false, ready: { http: '/' } }, /ready\.http: listens: false says/);
  says(
    { command: ['a', '{port:own}'], ready: { http: '/' } },
    /ready\.http: nothing gives the system a \{port\}; put \{port\} into command or env/,
  );
  says({ ready: { tcp: '{port:x}' } }, /ready\.tcp: nothing gives the system a \{port:x\}/);
  says({ ready: { tcp: 'here' } }, /'here' is not a port/);
  says({ ready: { command: 'pg_isready' } }, /ready\.command: 'pg_isready' is not a command; write a list/);
  says({ ready: { command: ['a', '{prot}'] } }, /ready\.command\[1\]: '\{prot\}' is not a placeholder/);
  says({ ready: { check: true } }, /ready\.check: true is not a function/);
  says({ ready: { http: '/', whithin: '1s' } }, /there is no option 'whithin'; did you mean 'within'/);
});

test('headers and logins can be sent, and no value of them is shown', () => {
  says({ auth: { bearer: 'x', user: 'ada' } }, /auth: bearer and user is not a way to log in/);
  says({ auth: { user: 'ada' } }, /auth: user is not a way to log in/);
  says({ auth: { user: 'a:b', password: 'x' } }, /auth\.user: a user of Basic authentication has no colon/);
  says({ auth: { bearer: 'secret\r\nvalue' } }, /^(?!.*secret).*auth\.bearer: the value is not text that can be sent/s);
  says({ auth: null }, /auth: null is not a set of options/);
  says({ headers: null }, /headers: null is not a set of headers/);
  says({ auth: { bearer: 'x', token: 'x' } }, /there is no option 'token'/);
  says({ headers: { 'a b': 'x' } }, /'a b' cannot name a header/);
  says({ headers: { a: 'secret\n' } }, /^(?!.*secret).*headers\.a: the value has characters/s);
  says({ headers: { a: null } }, /headers\.a: the value is neither text nor a number/);
  says({ headers: { authorization: 'x' }, auth: { bearer: 'x' } }, /auth sends an Authorization header as well/);
  const far = system('api', { url: 'http://127.0.0.1:1', envFile: '.env', user: 'a' } as EndpointOptions);
  assert.equal(mistakesOf([far]).filter((each) => each.includes('a system with a url takes no')).length >= 1, true);
});

test('a user is named, and only root can run a program as one', (t) => {
  says({ user: 5 }, /user: 5 cannot name a user/);
  says({ user: '-rf' }, /user: '-rf' cannot name a user/);
  t.mock.method(process as { getuid: () => number }, 'getuid', () => 1000);
  says(
    { user: 'postgres' },
    /user: only root can start a program as 'postgres'; run Seatrial as root, or take user out/,
  );
});

test('an environment file is read beside the plan, env wins, and what is missing is told', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-env-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.env'), '\ufeffONE=1\n# no\nexport TWO="two words"\n');
  writeFileSync(join(folder, 'b.env'), 'ONE=2\nAPI_TOKEN=tok-en-tok-en\n');
  const [a, b] = ['a.env', 'b.env'].map((name) => pathToFileURL(join(folder, name)));
  const api = system('api', { ...SERVE, envFile: [a as URL, b as URL], env: { TWO: '2' } });
  assert.deepEqual({ ...(api.options as ProcessOptions).env }, { ONE: '2', TWO: '2', API_TOKEN: 'tok-en-tok-en' });
  const phases = [load('a', look, { users: 1, for: '1s' })];
  const resolution = resolveTrial(defineTrial({ name: 'x', systems: [api], phases, claims: [claim.checks(look)] }));
  assert.ok(resolution.ok && resolution.plan.actions.secrets.includes('tok-en-tok-en'));
  says({ envFile: 'no-such.env' }, /^systems\[0\]\.envFile: .*\/plan\/systems\/no-such\.env cannot be read \(ENOENT\)/);
  says({ envFile: 5 }, /envFile: 5 is not a file/);
  const byHand = { ...system('api', SERVE), options: { ...SERVE, envFile: 'a.env' } } as System;
  assert.match(mistakesOf([byHand]).join(), /envFile: the file was not read/);
});

test('a fault of the plan has a name, a target and two functions', () => {
  const api = system('api', SERVE);
  const given = {
    name: 'x',
    target: api,
    at: '1s',
    for: '1s',
    inject: async () => true,
    undo: async () => true,
  } as const;
  const saysOf = (options: object): string =>
    mistakesOf([api], undefined, [fault.custom({ ...given, ...options })]).join('\n');
  assert.equal(saysOf({}), '');
  assert.equal(saysOf({ target: api.instance(1) }), '');
  assert.match(saysOf({ target: api.instance(2) }), /'api' has no instance 2; they are counted from 1 to 1/);
  assert.match(saysOf({ target: system('other', SERVE) }), /there is no system 'other'/);
  assert.match(
    saysOf({ target: undefined }),
    /target: nothing is not an instance; write target: api, or target: api\.instance\(1\)/,
  );
  assert.match(saysOf({ name: '' }), /name: '' is not a name/);
  assert.match(saysOf({ undo: undefined }), /undo: nothing is not a function; write undo: async/);
  assert.match(saysOf({ injct: 1 }), /there is no option 'injct'; did you mean 'inject'/);
  assert.match(saysOf({ for: '20s' }), /the fault is not over before its phase is/);
  assert.match(
    mistakesOf([api], undefined, [{ ...fault.custom(given), kind: 'kil' }]).join(),
    /'kil' is not a fault; did you mean 'kill'/,
  );
});

test('a claim that is written by hand is checked as one that is made', () => {
  const api = system('api', SERVE);
  const made = claim.latency(look, 'p(95)<200ms');
  const saysOf = (given: object): string => mistakesOf([api], [given as Claim]).join('\n');
  assert.equal(saysOf({ ...made }), '');
  assert.match(saysOf({ ...made, tresholds: 'x' }), /a claim 'latency' has no 'tresholds'; did you mean 'threshold'/);
  assert.match(saysOf({ ...made, kind: 'latancy' }), /there is no claim 'latancy'; did you mean 'latency'/);
  const { threshold: _, ...lacking } = made;
  assert.match(
    saysOf(lacking),
    /threshold: a claim 'latency' needs it; add threshold, or make the claim with claim\.latency/,
  );
  assert.match(saysOf(api), /is not what belongs here/);
});
