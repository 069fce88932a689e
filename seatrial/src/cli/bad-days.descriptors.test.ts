/**
 * More users than the load generator has file descriptors for: nothing crashes, the evidence is kept and sealed, and what
 * ran out here is held against nobody there.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { platform } from 'node:os';
import { describe, it } from 'node:test';
import { inProject } from './testing/project.ts';
import { complains, holds } from './testing/speech.ts';

const LIMIT = 128;
const USERS = 300;

describe('more users than descriptors', { skip: platform() === 'linux' ? false : 'it reads /proc' }, () => {
  for (const workers of [1, 2]) {
    it(`in ${workers} threads`, () =>
      inProject(async (project) => {
        const server = await slowServer();
        project.plan({
          system: `url: 'http://127.0.0.1:${(server.address() as AddressInfo).port}'`,
          journey: "const answer = await t.http.get('/'); t.check('answers', answer.status === 200);",
          phases: `load('crowd', look, { users: ${USERS}, for: '1500ms' })`,
          claims:
            "claim.latency(look, 'p(95)<5s'), claim.errors(look, 'rate<1%'), claim.checks(look), claim.generator()",
        });
        const answer = await project
          .shell(`ulimit -n ${LIMIT}; exec $SEATRIAL run --workers ${workers}`)
          .finally(() => close(server));
        complains(answer, 2);
        holds(project);
        assert.match(answer.stdout, /never left the load generator: it had no file descriptor left/);
        assert.match(answer.stdout, /error.* × no descriptor left in GET \/:.*EMFILE/);

        const verdicts = JSON.parse(project.read(`${project.run()}/findings.json`));
        for (const { claim, verdict, because } of verdicts) {
          assert.equal(verdict, 'unproven', claim);
          assert.match(because.join('\n'), /it had no file descriptor left/, claim);
        }
        const causes = new Set(project.recordsOf('errors').map(({ cause }) => cause));
        assert.deepEqual(causes, new Set(['no descriptor left']));
        const done = project
          .recordsOf('window')
          .reduce((sum, { count, failed }) => sum + Number(count) - Number(failed), 0);
        assert.ok(done > LIMIT / 2, `only ${done} were done: who had a connection goes on`);
        const room = project.recordsOf('generator-room');
        assert.ok(room.some(({ descriptors }) => Number(descriptors) >= 0.9 * LIMIT));
        assert.ok(room.every(({ descriptorLimit }) => descriptorLimit === LIMIT));
        assert.equal(project.recordsOf('trial-ended')[0]?.outcome, 'complete');
      }));
  }
});

/** Slow enough that all users want a connection at once. */
async function slowServer(): Promise<Server> {
  const server = createServer((_, answer) => setTimeout(() => answer.end('{}'), 50)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function close(server: Server): void {
  server.closeAllConnections();
  server.close();
}
