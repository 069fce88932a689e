/** What each user does before its first iteration and after its last: logging in and out, most of all. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inProject, type Project } from './testing/project.ts';

const together = { concurrency: 2 };

/** Lets in who has logged in, and prints whatever is asked. */
const SERVER = `import { createServer } from 'node:http';
createServer(({ url, headers }, response) => {
  console.log('asked', url, headers.cookie ?? '-');
  if (url.startsWith('/login')) response.setHeader('set-cookie', 'who=' + url.slice(7) + '; Path=/');
  response.statusCode = url === '/orders' && headers.cookie === undefined ? 401 : url === '/broken' ? 500 : 200;
  response.end('{}');
}).listen(process.argv[2], '127.0.0.1');
`;

async function trial(project: Project, userSetup: string, load: string, ...args: string[]) {
  project.write('server.mjs', SERVER);
  project.write(
    'trial.ts',
    `import { claim, defineTrial, fault, feeder, journey, load, system } from 'seatrial';
const api = system('api', { command: ['node', 'server.mjs', '{port}'], ready: { tcp: '{port}' } });
const names = feeder.of(['ada', 'bob', 'cyd', 'dan', 'eve'], { order: 'unique' });
const order = journey('order', async (t) => {
  const answer = await t.http.get('/orders', { name: 'order' });
  t.check('is let in', answer.status === 200 && t.user.state.name !== undefined, answer.why);
  await t.sleep('20ms');
}, {
  userSetup: async (t) => { ${userSetup} },
  userTeardown: async (t) => { await t.http.get('/logout/' + t.user.state.name); },
});
export default defineTrial({ name: 'logins', systems: [api], phases: [load('short', order, { ${load} })],
  claims: [claim.checks(order, { minSamples: 1 }), claim.errors(order, 'count==0')] });\n`,
  );
  return project.seatrial('run', ...args);
}

/** What was asked, in order. */
const asked = (project: Project): string[] =>
  [...project.read(`${project.run()}/logs/api-1.log`).matchAll(/asked (\S+) (\S+)/g)].map(
    ([, url, cookie]) => `${url} ${cookie}`,
  );

const LOGIN = "t.user.state.name = t.next(names); await t.http.get('/login/' + t.user.state.name);";

describe('a user', together, () => {
  for (const load of ["users: 4, for: '600ms'", "rate: '40/s', for: '600ms', maxUsers: 4"])
    it(`logs in before anybody does an iteration, and out after the last, on every thread (${load})`, () =>
      inProject(async (project) => {
        const { code, stdout, stderr } = await trial(project, LOGIN, load, '--workers', '2');
        assert.equal(code, 0, stdout + stderr);
        const all = asked(project);
        const orders = all.filter((each) => each.startsWith('/orders'));
        assert.equal(new Set(all.filter((each) => each.startsWith('/login'))).size, 4);
        assert.deepEqual(
          all.slice(0, 4).filter((each) => !each.startsWith('/login')),
          [],
          'logins come first',
        );
        const outs = all.slice(-4).filter((each) => /^\/logout\/(\w+) who=\1$/.test(each));
        assert.equal(outs.length, 4, all.slice(-5).join());
        assert.ok(orders.length > 4 && orders.every((each) => /who=(ada|bob|cyd|dan)$/.test(each)));
        const journeys = new Set(project.recordsOf('window').map(({ journey }) => journey));
        assert.deepEqual([...journeys].sort(), ['order', 'order user setup', 'order user teardown']);
      }));

  it('that cannot log in keeps the load from starting; those that did log out, and no fault is done', () =>
    inProject(async (project) => {
      const broken = `${LOGIN} if (t.user.index === 3) throw new Error('no such account');`;
      const faults = "faults: [fault.pause(api.instance(1), { at: '100ms', for: '100ms' })]";
      const { code, stdout } = await trial(project, broken, `users: 3, for: '1s', ${faults}`);
      assert.equal(code, 2, stdout);
      assert.match(stdout.replaceAll(/\s+/g, ' '), /the user setup of 'order' failed: Error: no such account/);
      assert.deepEqual(
        asked(project).filter((each) => each.startsWith('/orders')),
        [],
      );
      assert.deepEqual(
        project.recordsOf('fault-skipped').map(({ reason }) => reason),
        ['the phase ended before it was due'],
      );
    }));
});
