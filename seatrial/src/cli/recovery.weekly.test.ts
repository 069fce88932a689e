/** Recovery through the command line: what a crash really looks like, of services that come back and of some that do not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inProject, type Project } from './testing/project.ts';

/** `node again.mjs PORT DIR MODE`: at its second start the mode decides what it does. */
const AGAIN = `
import { existsSync, writeFileSync } from 'node:fs';
import http from 'node:http';
const [port, folder, mode] = process.argv.slice(2);
const again = existsSync(folder + '/started');
writeFileSync(folder + '/started', '');
let asked = 0;
const server = http.createServer((request, response) => {
  if (request.url === '/health') return response.end();
  if (mode === 'hangs' && again) return;
  response.statusCode = mode === 'errors' && ++asked % 30 === 0 ? 500 : 200;
  response.end();
});
const listen = () => server.listen(Number(port), '127.0.0.1');
if (mode === 'dead' && again) setInterval(() => undefined, 1000);
else setTimeout(listen, mode === 'slow' && again ? 1500 : 0);
`;

interface Crash {
  mode: 'hangs' | 'dead' | 'errors' | 'slow';
  system?: string;
  load: string;
  /** Which instance. */
  kill?: number;
  within: string;
}

async function recoveryOf(project: Project, { mode, system = '', load, kill = 1, within }: Crash) {
  project.write('again.mjs', AGAIN);
  project.plan({
    system: `command: ['node', 'again.mjs', '{port}', '{dir}', '${mode}'], ${system}`,
    journey: "await t.http.get('/');",
    phases: `load('crash', look, { ${load}, gracefulStop: '100ms',
      faults: [fault.kill(api.instance(${kill}), { at: '2s', restartAfter: '200ms' })] })`,
    claims: `claim.recovery({ after: 'kill', within: '${within}' })`,
  });
  const answer = await project.seatrial('run');
  const [finding] = JSON.parse(project.read(`${project.run()}/findings.json`));
  assert.ok(finding, answer.stderr);
  return { verdict: finding.verdict as string, because: finding.because.join('\n') as string };
}

test('an instance that is dead for ever is not hidden behind one that lives', () =>
  inProject(async (project) => {
    const load = "users: 1, pace: '50ms', for: '5s'"; // the one user asks instance 1
    const { verdict, because } = await recoveryOf(project, {
      mode: 'dead',
      system: 'instances: 2',
      load,
      kill: 2,
      within: '1s',
    });
    assert.equal(verdict, 'disproven', because);
    assert.match(because, /it was not ready again when the phase ended/);
  }));

test('nor is one that says it is well and answers nothing', () =>
  inProject(async (project) => {
    const system = "instances: 2, ready: { http: '/health' }";
    const load = "users: 4, pace: '50ms', for: '6s'";
    const { verdict, because } = await recoveryOf(project, { mode: 'hangs', system, load, within: '2s' });
    assert.notEqual(verdict, 'proven', because);
  }));

test('silence between two sparse requests is no recovery', () =>
  inProject(async (project) => {
    const { verdict, because } = await recoveryOf(project, {
      mode: 'slow',
      load: "users: 1, pace: '1s', for: '6s'",
      within: '200ms',
    });
    assert.notEqual(verdict, 'proven', because);
    assert.doesNotMatch(because, /did not notice/);
  }));

test('a steady share of errors, before and after alike, is no failure to recover', () =>
  inProject(async (project) => {
    const system = "ready: { http: '/health' }";
    const load = "users: 4, pace: '50ms', for: '8s'";
    const { verdict, because } = await recoveryOf(project, { mode: 'errors', system, load, within: '4s' });
    assert.notEqual(verdict, 'disproven', because);
  }));
