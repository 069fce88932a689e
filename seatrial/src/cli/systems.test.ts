/**
 * Systems as people have them: several that know each other, some without a port, some that refuse root, with environment
 * files, and with ways of their own to say that they are ready.
 */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject, type Project } from './testing/project.ts';

const together = { concurrency: 2 };
const IMPORTS = "import { claim, defineTrial, fault, journey, load, system } from 'seatrial';\n";
const SHORT = "load('short', look, { users: 1, for: '300ms' })";

/** A server that tells what it is asked and what it was started with. */
const TELLER = `import { createServer } from 'node:http';
const { PATH, ...env } = process.env;
createServer(({ url, headers }, response) => {
  response.statusCode = url === '/private' && headers.authorization !== 'Basic YWRhOmx1dmVsYWNl' ? 401 : 200;
  response.end(JSON.stringify({ url, headers, env, args: process.argv.slice(2), uid: process.getuid?.(), cwd: process.cwd() }));
}).listen(process.argv[2], '127.0.0.1');
console.log('listening, with', process.env.SERVICE_TOKEN ?? 'no token');
`;

/** A trial of systems, written whole; `look` checks what the server tells. */
async function trial(project: Project, systems: string, journey: string, more = ''): Promise<string> {
  project.write('teller.mjs', TELLER);
  project.write(
    'trial.ts',
    `${IMPORTS}${systems}
const look = journey('look', async (t) => { ${journey} await t.sleep('20ms'); }, { on: api });
export default defineTrial({ name: 'systems', systems, phases: [${SHORT}], claims: [claim.checks(look)], ${more} });\n`,
  );
  const { code, stdout, stderr } = await project.trial();
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

const everything = (project: Project): string =>
  JSON.stringify(project.records()) + project.read(`${project.run()}/header.json`);

describe('systems', together, () => {
  it('are told where the others are, in any order, and one may serve no port', () =>
    inProject(async (project) => {
      await trial(
        project,
        `const db = system('the-db', { command: ['node', 'teller.mjs', '{port}', '{port:admin}'], instances: 2 });
        const api = system('api', { command: ['node', 'teller.mjs', '{port}', '{the-db.2.url}', '{the-db.1.port:admin}', '{worker.dir}', '{{the-db.url}}'] });
        const worker = system('worker', { command: ['sh', '-c', 'echo started; exec sleep 60'], listens: false, ready: { log: 'started' } });
        const systems = [api, worker, db];`,
        `const { args } = (await t.http.get('/')).json();
         const db = await t.http.get(args[1] + '/x');
         t.check('the url leads there', db.status === 200 && db.json().args[0] === new URL(args[1]).port);
         t.check('a port of its own', /^\\d+$/.test(args[2]) && args[2] !== args[1]);
         t.check('a folder', args[3].endsWith('/worker-1'));
         t.check('literally', args[4] === '{the-db.url}');`,
      );
    }));

  it('take environment files, whose secrets are secrets, and send headers and a login that evidence does not show', () =>
    inProject(async (project) => {
      project.write('.env', '# of the team\nSERVICE_TOKEN="tok-from-a-file"\nCOLOUR=blue\nWHERE={port}\n');
      const stdout = await trial(
        project,
        `const api = system('api', { command: ['node', 'teller.mjs', '{port}'], envFile: '.env', env: { COLOUR: 'red' }, printsSecrets: true,
          headers: { 'X-Tenant': 'acme-tenant', 'X-Api-Key': 'key-4711-key' }, auth: { user: 'ada', password: 'luvelace' }, ready: { http: '/private' } });
        const systems = [api];`,
        `const answer = await t.http.get('/private');
         const { headers, env } = answer.json();
         t.check('is let in', answer.status === 200, answer.why);
         t.check('headers ' + headers['x-tenant'] + headers['x-api-key'], headers['x-tenant'] === 'acme-tenant');
         t.check('environment', env.SERVICE_TOKEN.startsWith('tok-') && env.COLOUR === 'red' && env.WHERE === new URL(t.url).port);
         const bare = await t.http.get('/private', { headers: { authorization: null, 'x-tenant': 'other' }, expect: 401 });
         t.check('without a login', bare.status === 401 && bare.json().headers['x-tenant'] === 'other' && !('authorization' in bare.json().headers));`,
      );
      for (const secret of ['tok-from-a-file', 'key-4711-key', 'luvelace', 'YWRhOmx1dmVsYWNl']) {
        assert.ok(!everything(project).includes(secret), secret);
        assert.ok(!stdout.includes(secret), secret);
      }
      assert.match(project.read(`${project.run()}/logs/api-1.log`), /with \[redacted\]/);
    }));

  const root = process.getuid?.() === 0 ? false : 'only root can start a program as somebody else';
  it('run as another user, who owns the data folder', { skip: root }, () =>
    inProject(async (project) => {
      chmodSync(project.folder, 0o755);
      await trial(
        project,
        `const api = system('api', { command: ['sh', '-c', 'echo mine > {dir}/file && exec "$0" teller.mjs {port} "$(id -un)"', process.execPath], user: 'nobody' });
         const systems = [api];`,
        `const { args, uid, env } = (await t.http.get('/')).json();
         t.check('is nobody', uid !== 0 && args[1] === 'nobody' && env.USER === 'nobody' && env.HOME.endsWith('/api-1'));`,
      );
    }),
  );

  it('are ready by a port, by a command and by a function of the plan', () =>
    inProject(async (project) => {
      await trial(
        project,
        `const tcp = system('tcp', { command: ['node', 'teller.mjs', '{port:own}'], listens: false, ready: { tcp: '{port:own}', within: '20s' } });
        const asked = system('asked', { command: ['sh', '-c', 'sleep 0.3; touch {dir}/up; sleep 60'], listens: false, ready: { command: ['test', '-f', '{dir}/up'] } });
        let calls = 0;
        const api = system('api', { command: ['node', 'teller.mjs', '{port}'], ready: { check: async ({ url, port, ports, dir, instance, pid }) => {
          calls += 1;
          if (calls === 1) return false;
          if (calls === 2) throw new Error('not yet');
          return (await fetch(url)).ok && url.endsWith(':' + port) && dir.endsWith('/api-1') && instance === 1 && pid > 1 && Object.keys(ports).length === 0;
        } } });
        const systems = [tcp, asked, api];`,
        "t.check('answers', (await t.http.get('/')).status === 200);",
      );
      assert.equal(project.recordsOf('instance-ready').length, 3);
    }));

  it('end in time and say why, where a function of the plan throws', () =>
    inProject(async (project) => {
      const check = "{ check: async () => {\n throw new TypeError('no such thing'); }, within: '300ms' }";
      project.plan({ system: `command: ['node', 'server.mjs', '{port}'], ready: ${check}` });
      const { code, stdout } = await project.trial();
      assert.equal(code, 2, stdout);
      const said = /was not ready within 300ms: check threw TypeError: no such thing \(trial\.ts:\d+\)/;
      assert.match(stdout.replaceAll(/\s+/g, ' '), said);
    }));

  it('that name what this machine has not are a mistake of the plan', () =>
    inProject(async (project) => {
      project.plan({ system: "command: ['node', 'server.mjs', '{port}'], ready: { command: ['no-such-check'] }" });
      const { code, stderr, stdout } = await project.trial();
      assert.equal(code, 64, stderr + stdout);
      assert.match(stderr, /the plan has one mistake that showed while it ran/);
      assert.match(stderr, /system 'api': there is no program 'no-such-check' in PATH/);
      assert.equal((await project.seatrial('judge')).code, 64);
    }));
});
