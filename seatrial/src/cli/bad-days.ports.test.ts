/**
 * More connections than the load generator has local ports for: nothing crashes, the evidence is kept and sealed, and what ran
 * out here is held against nobody there. The ports are those of a network of the test's own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { inProject } from './testing/project.ts';
import { complains, holds } from './testing/speech.ts';

const PORTS = 64;
const USERS = 200;
const NAMESPACE = 'unshare --user --map-root-user --net';
const NETWORK = `ip link set lo up && echo 40000 ${40_000 + PORTS - 1} > /proc/sys/net/ipv4/ip_local_port_range`;
const canBuild = spawnSync('/bin/sh', ['-c', `${NAMESPACE} sh -c '${NETWORK}'`]).status === 0;

/** Slow enough that all users want a connection at once. */
const SLOW_SERVER = `import { createServer } from 'node:http';
const server = createServer((_, answer) => setTimeout(() => answer.end('{}'), 50));
server.listen(Number(process.argv[2]), '127.0.0.1');`;

it('more connections than ports', { skip: canBuild ? false : 'no network namespace can be made here' }, () =>
  inProject(async (project) => {
    project.write('slow.mjs', SLOW_SERVER);
    project.plan({
      system: "command: ['node', 'slow.mjs', '{port}']",
      journey: "const answer = await t.http.get('/'); t.check('answers', answer.status === 200);",
      phases: `load('crowd', look, { users: ${USERS}, for: '1500ms' })`,
      claims: "claim.latency(look, 'p(95)<5s'), claim.errors(look, 'rate<1%'), claim.checks(look), claim.generator()",
    });
    project.write('script.sh', `${NETWORK} && exec $SEATRIAL run --workers 1`);
    const answer = await project.shell(`${NAMESPACE} sh script.sh`);
    complains(answer, 2);
    holds(project);
    assert.match(answer.stdout, /never left the load generator: it had no (local )?port left/);

    for (const { claim, kind, verdict, because } of JSON.parse(project.read(`${project.run()}/findings.json`))) {
      if (kind === 'stays-up') continue;
      assert.equal(verdict, 'unproven', claim);
      assert.match(because.join('\n'), /no (local )?port left/, claim);
    }
    const causes = new Set(project.recordsOf('errors').map(({ cause }) => cause));
    assert.deepEqual(causes, new Set(['no port left']));
    const room = project.recordsOf('generator-room');
    assert.ok(room.every(({ portLimit }) => portLimit === PORTS));
    assert.ok(room.some(({ ports }) => Number(ports) >= 0.9 * PORTS));
    assert.equal(project.recordsOf('trial-ended')[0]?.outcome, 'complete');
  }),
);
